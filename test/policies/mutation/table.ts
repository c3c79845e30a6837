import { isFields, isList, type Fields, type Value } from "../../../policies/support/input/value";
import type { Changed, Mutation } from "./mutation";

/** A row: the place, and what is there instead; undefined removes it. */
type Row = readonly [at: string, to: Changed["to"]];

/** Mutations of one rule that each put another value at a place. @param except logical names left alone */
export function changed(
  rule: string,
  of: readonly string[],
  rows: readonly Row[],
  except?: RegExp,
  more: Pick<Changed, "given" | "stack" | "atOnce"> = {},
): readonly Mutation[] {
  return rows.map(([at, to]) => {
    const value =
      to === undefined ? "absent" : typeof to === "function" ? to.name || "changed" : JSON.stringify(to);
    const other = more.given === undefined ? "" : ` given ${more.given.map((one) => one.at).join(", ")}`;
    const breaks = `${at} = ${value}${other}`;
    return { rule, breaks, of, at, to, ...more, ...(except === undefined ? {} : { except }) };
  });
}

/** Mutation of a rule that leaves resources of these types out, each by itself. */
export function gone(rule: string, of: readonly string[], except?: RegExp): readonly Mutation[] {
  return [{ rule, breaks: "left out", of, gone: "each", ...(except === undefined ? {} : { except }) }];
}

/** Logical names that a pattern does not match, for mutations of some resources only. */
export const but = (pattern: string): RegExp => new RegExp(`^(?!.*(?:${pattern}))`);

const named = <Change extends (value: Value | undefined) => Value | undefined>(
  name: string,
  change: Change,
) => Object.defineProperty(change, "name", { value: name });

/** A list with members more. */
export const with1 = (...members: readonly [Value, ...Value[]]) =>
  named(
    `one more: ${members.map((member) => JSON.stringify(member)).join()}`,
    (list: Value | undefined): Value => [...(isList(list) ? list : []), ...members],
  );

/** A list whose members all have these fields. */
export const each = (given: Fields) =>
  named(`each with ${JSON.stringify(given)}`, (list: Value | undefined) =>
    isList(list) ? list.map((member) => ({ ...(isFields(member) ? member : {}), ...given })) : undefined,
  );
