import { createRequire } from "node:module";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Policies, ResourceValidationPolicy, StackValidationPolicy } from "@pulumi/policy";
import {
  AnalyzeRequest,
  type AnalyzeResponse,
  AnalyzerResource,
  AnalyzerResourceOptions,
  AnalyzeStackRequest,
} from "@pulumi/pulumi/proto/analyzer_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { concernedOnly, noteAskedType } from "../../../policies/support/concerned-only";

type Answer = (call: object, callback: (error: unknown, response: AnalyzeResponse) => void) => Promise<void>;
type Maker = (pack: string, version: string, level: string, policies: Policies) => Answer;

const load = createRequire(__filename);
const sdk = load("@pulumi/policy/server") as { makeAnalyzeRpcFun: Maker; makeAnalyzeStackRpcFun: Maker };
const messages = load("@pulumi/pulumi/proto/analyzer_pb") as {
  AnalyzeRequest: typeof AnalyzeRequest;
};
const own: unknown = Reflect.get(messages.AnalyzeRequest.prototype, "getType");

const asked: string[] = [];
const resourcePolicy = (name: string): ResourceValidationPolicy => ({
  name,
  description: name,
  enforcementLevel: "mandatory",
  validateResource: Object.assign(
    ({ type }: { type: string }) => {
      asked.push(`${name} ${type}`);
    },
    { __pulumiType: `a:b:${name}` },
  ),
});
const stackPolicy = (name: string): StackValidationPolicy => ({
  name,
  description: name,
  enforcementLevel: "mandatory",
  validateStack: () => {
    asked.push(`${name} stack`);
  },
});
const policies = (): Policies => [resourcePolicy("One"), stackPolicy("Stack"), resourcePolicy("Two")];
const only = (given: Policies): Policies =>
  concernedOnly(given, ({ name }, type) => name === "Stack" || `a:b:${name}` === type);

async function answer(made: Answer, request: object): Promise<AnalyzeResponse> {
  asked.length = 0;
  return new Promise((resolve, reject) => {
    void made({ request }, (error, response) => {
      if (error === undefined) resolve(response);
      else reject(new Error("the SDK refused the request", { cause: error }));
    });
  });
}

/** What the SDK answers for a resource: the policies that it names as not applicable. */
async function analyze(given: Policies, type: string): Promise<readonly string[]> {
  const request = new AnalyzeRequest();
  request.setType(type);
  request.setProperties(Struct.fromJavaScript({}));
  request.setOptions(new AnalyzerResourceOptions());
  const response = await answer(sdk.makeAnalyzeRpcFun("pack", "1", "mandatory", given), request);
  return response.getNotApplicableList().map((one) => one.getPolicyName());
}

async function analyzeStack(given: Policies): Promise<void> {
  const resource = new AnalyzerResource();
  resource.setType("a:b:One");
  resource.setProperties(Struct.fromJavaScript({}));
  resource.setOptions(new AnalyzerResourceOptions());
  const request = new AnalyzeStackRequest();
  request.setResourcesList([resource]);
  await answer(sdk.makeAnalyzeStackRpcFun("pack", "1", "mandatory", given), request);
}

describe("policies that the SDK goes through", () => {
  it("are all of them, each with a note, where nothing was arranged", async () => {
    expect(await analyze(only(policies()), "a:b:One")).toEqual(["Two"]);
    expect(asked).toEqual(["One a:b:One"]);
  });

  describe("once the type is noted", () => {
    beforeAll(noteAskedType);
    afterAll(() => {
      Reflect.set(messages.AnalyzeRequest.prototype, "getType", own);
    });
    const given = only(policies());

    it("are those that concern the resource, with no note of the others", async () => {
      expect(await analyze(given, "a:b:One")).toEqual([]);
      expect(asked).toEqual(["One a:b:One"]);
      expect(await analyze(given, "a:b:Two")).toEqual([]);
      expect(asked).toEqual(["Two a:b:Two"]);
      expect(await analyze(given, "a:b:None")).toEqual([]);
      expect(asked).toEqual([]);
    });

    it("are all of them again for the stack, and for whoever lists them", async () => {
      await analyze(given, "a:b:None");
      await analyzeStack(given);
      expect(asked).toEqual(["Stack stack"]);
      expect([...given].map(({ name }) => name)).toEqual(["One", "Stack", "Two"]);
    });

    it("hold the stack's even where a question was broken off", async () => {
      const request = new AnalyzeRequest();
      request.setType("a:b:None");
      request.getType();
      await analyzeStack(given);
      expect(asked).toEqual(["Stack stack"]);
    });
  });
});
