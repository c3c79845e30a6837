import type { Input } from "./input";
import { json } from "./json";
import { isFields, isList, type Fields, type Value } from "./value";

/** One statement of a policy document, with single values as lists. */
export interface Statement {
  /** `statement <Sid>`, else its place: `statement 1`. */
  readonly label: string;
  readonly allows: boolean;
  readonly actions: readonly string[];
  readonly notActions: readonly string[];
  readonly resources: readonly string[];
  readonly notResources: readonly string[];
  /** Kind and value of each principal; kind `*` for everybody. */
  readonly principals: readonly { readonly kind: string; readonly value: string }[];
  readonly hasNotPrincipal: boolean;
  /** Operator, key and values of each condition; operators and keys in lower case. */
  readonly conditions: readonly {
    readonly operator: string;
    readonly key: string;
    readonly values: readonly string[];
  }[];
}

const texts = (value: Value | undefined): readonly string[] =>
  (isList(value) ? value : [value]).flatMap((item) =>
    item === undefined || item === null || typeof item === "object" ? [] : [String(item)],
  );

const entries = (value: Value | undefined): readonly (readonly [string, Value | undefined])[] =>
  isFields(value) ? Object.entries(value) : [];

function statement(given: Fields, index: number): Statement {
  const principal = given["Principal"];
  return {
    label: `statement ${texts(given["Sid"])[0] ?? String(index + 1)}`,
    allows: given["Effect"] === "Allow",
    actions: texts(given["Action"]),
    notActions: texts(given["NotAction"]),
    resources: texts(given["Resource"]),
    notResources: texts(given["NotResource"]),
    principals:
      principal === "*"
        ? [{ kind: "*", value: "*" }]
        : entries(principal).flatMap(([kind, values]) => texts(values).map((value) => ({ kind, value }))),
    hasNotPrincipal: given["NotPrincipal"] !== undefined,
    conditions: entries(given["Condition"]).flatMap(([operator, keys]) =>
      entries(keys).map(([key, values]) => ({
        operator: operator.toLowerCase(),
        key: key.toLowerCase(),
        values: texts(values),
      })),
    ),
  };
}

/**
 * Statements of a policy document, given as JSON text or as an object.
 * @throws Refused when the text is no policy document; Undecided when it is not known yet
 */
export function statements(document: Input): readonly Statement[] {
  const { text } = document;
  const parsed =
    text === undefined ? document.value : json(text, document.path, "a policy document must be readable");
  if (!isFields(parsed)) return [];
  const given = parsed["Statement"];
  const all: readonly (Value | undefined)[] = isList(given) ? given : [given];
  return all.filter((one) => isFields(one)).map(statement);
}

/** True where a pattern of IAM, with `*` and `?`, covers the value; case does not count. */
export function covers(pattern: string, value: string): boolean {
  const escaped = pattern
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replace(/\*/g, ".*")
    .replace(/\?/g, ".");
  return new RegExp(`^${escaped}$`, "i").test(value);
}

/** True where the statement allows the action on something. */
export function allowsAction(one: Statement, action: string): boolean {
  if (!one.allows) return false;
  if (one.notActions.length > 0) return !one.notActions.some((pattern) => covers(pattern, action));
  return one.actions.some((pattern) => covers(pattern, action));
}

/** True where the statement has a condition on the key, by this operator when one is named. */
export function hasCondition(one: Statement, key: string, operator?: string): boolean {
  return one.conditions.some(
    (condition) =>
      condition.key === key.toLowerCase() &&
      (operator === undefined || condition.operator === operator.toLowerCase()) &&
      condition.values.every((value) => value !== "*"),
  );
}
