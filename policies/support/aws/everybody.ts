import { isBound } from "./confused-deputy";
import type { Statement } from "./iam-document";
import { demands, NAMES_PRINCIPALS } from "./own-account";

/** Conditions that name a network, an endpoint or a source in place of the principal. */
const PLACES = ["aws:sourcevpc", "aws:sourcevpce", "aws:sourceip", "aws:sourceowner", "aws:vpcsourceip"];
const SOURCES = ["aws:SourceAccount", "aws:SourceArn", "aws:SourceOrgID"];

/** Whether a statement allows something to everybody, without a condition that names who, what or where. @throws Undecided */
export function allowsEverybody(one: Statement): boolean {
  if (!one.allows) return false;
  if (one.hasNotPrincipal) return true;
  if (!one.principals.some(({ kind, value }) => kind === "*" || (kind === "AWS" && value === "*")))
    return false;
  const arns = one.conditions.some(
    ({ key, operator, values }) =>
      /^arn(equals|like)|^string(equals|like)/.test(operator) &&
      key === "aws:sourcearn" &&
      values.length > 0 &&
      values.every((value) => value !== "*"),
  );
  return !arns && !demands(one, [...NAMES_PRINCIPALS, ...PLACES]) && !isBound(one, SOURCES);
}
