import { createRequire } from "node:module";
import { afterEach, describe, expect, it } from "vitest";
import { AnalyzeRequest, type RemediateResponse } from "@pulumi/pulumi/proto/analyzer_pb";
import { remediateUnread } from "../../../policies/support/remediate-unread";

const load = createRequire(__filename);
const { remediate, analyze } = (
  load("@pulumi/pulumi/proto/analyzer_grpc_pb") as {
    AnalyzerService: Record<
      "remediate" | "analyze",
      { requestDeserialize: (bytes: Uint8Array) => AnalyzeRequest }
    >;
  }
).AnalyzerService;
const { makeRemediateRpcFun } = load("@pulumi/policy/server") as {
  makeRemediateRpcFun: (
    pack: string,
    version: string,
    level: string,
    policies: readonly object[],
  ) => (call: object, callback: (error: unknown, response?: RemediateResponse) => void) => Promise<void>;
};
const own = remediate.requestDeserialize.bind(remediate);

describe("the question for remedies", () => {
  const asked = new AnalyzeRequest();
  asked.setUrn("urn:pulumi:prod::p::a:b:C::name");
  const bytes = asked.serializeBinary();

  afterEach(() => {
    remediate.requestDeserialize = own;
  });

  it("is read where nothing was arranged", () => {
    expect(remediate.requestDeserialize(bytes).getUrn()).toBe(asked.getUrn());
  });

  it("is answered unread with no remedy and no fault", async () => {
    remediateUnread();
    const request = remediate.requestDeserialize(bytes);
    expect(request.getUrn()).toBe("");
    const policy = {
      name: "one",
      description: "one",
      enforcementLevel: "mandatory",
      validateResource: () => undefined,
    };
    const response = await new Promise<RemediateResponse | undefined>((resolve, reject) => {
      void makeRemediateRpcFun("pack", "1", "mandatory", [policy])({ request }, (error, answer) => {
        if (error === undefined) resolve(answer);
        else reject(new Error("the SDK refused the request", { cause: error }));
      });
    });
    expect(response?.getRemediationsList()).toEqual([]);
  });

  it("leaves the question whether a resource passes as it is", () => {
    remediateUnread();
    expect(analyze.requestDeserialize(bytes).getUrn()).toBe(asked.getUrn());
  });
});
