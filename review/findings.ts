import type { Resource } from "./change";
import type { Rule } from "./flag";
import { at, numberOf, UNKNOWN } from "./value";

/** A rule's look at one change. */
export type Findings = Rule["findings"];

/** A look at a resource that is there before and after; a deleted or created one has no findings. */
export const whenKept =
  (look: (before: Resource, after: Resource) => readonly string[]): Findings =>
  ({ before, after }) =>
    before === undefined || after === undefined ? [] : look(before, after);

/** All findings of several looks. */
export const anyOf =
  (...looks: readonly Findings[]): Findings =>
  (change, others) =>
    looks.flatMap((look) => look(change, others));

/** What the resource loses when it is deleted. */
export const whenDeleted =
  (why: string): Findings =>
  ({ operation }) =>
    operation === "delete" ? [why] : [];

/** A value as a finding shows it. */
export const shown = (value: unknown): string =>
  value === undefined || value === null ? "none" : typeof value === "string" ? value : JSON.stringify(value);

/** A number at the path became smaller, or is missing now. */
export const lessened = (path: string, what = path): Findings =>
  whenKept((before, after) => {
    const [old, now] = [at(before.inputs, path), at(after.inputs, path)];
    const [from, to] = [numberOf(old), numberOf(now)];
    if (from === undefined || now === UNKNOWN || (to !== undefined && to >= from)) return [];
    return [`${what}: ${from} → ${shown(now)}`];
  });

/** A number at the path became larger. */
export const raised = (path: string, what = path): Findings =>
  whenKept((before, after) => {
    const [from, to] = [numberOf(at(before.inputs, path)), numberOf(at(after.inputs, path))];
    return from === undefined || to === undefined || to <= from ? [] : [`${what}: ${from} → ${to}`];
  });

/**
 * A value at the path is no longer what it was wanted to be.
 * @param wanted the safe value
 * @param otherwise what a missing value means
 */
export const noLonger = (path: string, wanted: unknown, otherwise?: unknown, what = path): Findings =>
  whenKept((before, after) => {
    const [old, now] = [before, after].map(({ inputs }) => at(inputs, path) ?? otherwise);
    return old === wanted && now !== wanted && now !== UNKNOWN
      ? [`${what}: ${shown(old)} → ${shown(now)}`]
      : [];
  });

/** A value at the path came to be what it must not be. */
export const becomes = (path: string, unwanted: unknown, what = path): Findings =>
  whenKept((before, after) => {
    const [old, now] = [at(before.inputs, path), at(after.inputs, path)];
    return now === unwanted && old !== unwanted ? [`${what}: ${shown(old)} → ${shown(now)}`] : [];
  });
