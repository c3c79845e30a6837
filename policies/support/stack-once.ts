import { createRequire } from "node:module";
import type { PolicyResource } from "@pulumi/policy";
import { member } from "./member";

/** The stack that is judged, as the first of its rules was given it; undefined while the SDK gives it to each anew. */
let given: readonly PolicyResource[] | undefined;

/** A list that is gone through once, and is empty to whoever goes through it again; by its length it stays as it is. */
export function passingOnce<Member>(list: Member[]): Member[] {
  let passed = false;
  return Object.defineProperty(list, Symbol.iterator, {
    value: () => {
      const all = passed ? [] : list;
      passed = true;
      return all.values();
    },
  });
}

/**
 * Lets the SDK describe a stack's resources once. By itself it does so anew for each rule on the stack, which was half of
 * the pack's time. One process judges one stack at a time, one rule after the other. An SDK whose request is not where this
 * version has it goes on as before.
 */
export function describeStackOnce(): void {
  const loaded: unknown = createRequire(__filename)("@pulumi/pulumi/proto/analyzer_pb");
  const prototype = member(member(loaded, "AnalyzeStackRequest"), "prototype");
  const list = member(prototype, "getResourcesList");
  if (typeof prototype !== "object" || prototype === null || typeof list !== "function") return;
  Reflect.set(prototype, "getResourcesList", function (this: unknown) {
    given = [];
    const resources: unknown = Reflect.apply(list, this, []);
    return Array.isArray(resources) ? passingOnce(resources) : resources;
  });
}

/** Resources of the stack that is judged, whether the SDK describes them to each rule or to the first. */
export function stackResources(described: readonly PolicyResource[]): readonly PolicyResource[] {
  if (given === undefined) return described;
  if (described.length > 0) given = described;
  return given;
}
