import { createRequire } from "node:module";
import { afterAll, describe, expect, it } from "vitest";
import type { PolicyResource } from "@pulumi/policy";
import { AnalyzeStackRequest, AnalyzerResource } from "@pulumi/pulumi/proto/analyzer_pb";
import { describeStackOnce, passingOnce, stackResources } from "../../../policies/support/stack-once";

const { prototype } = (
  createRequire(__filename)("@pulumi/pulumi/proto/analyzer_pb") as {
    AnalyzeStackRequest: typeof AnalyzeStackRequest;
  }
).AnalyzeStackRequest;
// eslint-disable-next-line @typescript-eslint/unbound-method -- put back as it was, on the same prototype
const own = prototype.getResourcesList;

/** A resource as the SDK describes it to a rule. */
const described = (name: string): PolicyResource =>
  Object.assign(Object.create(null), { type: "a:b:C", name }) as PolicyResource;

/** What each of two rules is given of a stack, as the SDK goes about it. */
function rules(...names: readonly string[]): readonly (readonly string[])[] {
  const request = new AnalyzeStackRequest();
  request.setResourcesList(
    names.map((name) => {
      const resource = new AnalyzerResource();
      resource.setName(name);
      return resource;
    }),
  );
  const resources = request.getResourcesList();
  return ["first", "second"].map(() =>
    stackResources([...resources].map((one) => described(one.getName()))).map(({ name }) => name),
  );
}

describe("describing a stack once", () => {
  afterAll(() => {
    prototype.getResourcesList = own;
  });

  it("goes through a list once, and leaves its length", () => {
    const list = passingOnce(["a", "b"]);
    expect([[...list], [...list], list.length, list.some((one) => one === "b")]).toEqual([
      ["a", "b"],
      [],
      2,
      true,
    ]);
  });

  it("gives every rule what the SDK describes to it, where nothing was arranged", () => {
    expect(rules("a", "b")).toEqual([
      ["a", "b"],
      ["a", "b"],
    ]);
  });

  it("gives every rule what was described to the first, and the next stack nothing of the last", () => {
    describeStackOnce();
    expect(rules("a", "b")).toEqual([
      ["a", "b"],
      ["a", "b"],
    ]);
    expect(rules("c")).toEqual([["c"], ["c"]]);
    expect(rules()).toEqual([[], []]);
    const request = new AnalyzeStackRequest();
    request.setResourcesList([new AnalyzerResource()]);
    const resources = request.getResourcesList();
    expect([[...resources].length, [...resources].length]).toEqual([1, 0]);
  });
});
