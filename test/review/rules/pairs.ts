import type { Change, Resource } from "../../../review/change";
import { flagsOf } from "../../../review/flag";
import { changesBetween } from "../../../review/change";
import { rules } from "../../../review/rules";
import type { Fields } from "../../../review/value";

/** A resource of a rule's test. */
export const resource = (type: string, inputs: Fields, more: Partial<Resource> = {}): Resource => ({
  type,
  name: "it",
  inputs,
  ...more,
});

/** What becomes of a resource; `replaced` names the properties that replace it. */
export const changeOf = (
  before: Resource | undefined,
  after: Resource | undefined,
  replaced: readonly string[] = [],
): readonly Change[] =>
  changesBetween(before === undefined ? [] : [before], after === undefined ? [] : [after], () => replaced);

/** Flags of one change, as `<rule>: <why>`. */
export const said = (changes: readonly Change[]): readonly string[] =>
  flagsOf("prod", changes, rules).map(({ rule, why }) => `${rule}: ${why}`);
