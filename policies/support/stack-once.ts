import type { PolicyResource } from "@pulumi/policy";
import { throughGetter } from "./through-getter";

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
 * the pack's time. One process judges one stack at a time, one rule after the other.
 */
export function describeStackOnce(): void {
  throughGetter("AnalyzeStackRequest", "getResourcesList", (resources) => {
    given = [];
    return Array.isArray(resources) ? passingOnce(resources) : resources;
  });
}

/** Resources of the stack that is judged, whether the SDK describes them to each rule or to the first. */
export function stackResources(described: readonly PolicyResource[]): readonly PolicyResource[] {
  if (given === undefined) return described;
  if (described.length > 0) given = described;
  return given;
}
