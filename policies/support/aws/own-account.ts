import { textsSetting } from "../input/setting";
import type { Subject } from "../input/subject";
import type { Fields } from "../input/value";
import type { Statement } from "./iam-document";

/** The setting of accounts that are trusted like one's own. */
export const trustedAccounts = textsSetting(
  "trustedAccounts",
  [],
  "Numbers of your own accounts, and of those that you trust like them; those of the provider are known.",
);

const NUMBERS = /(?<!\d)\d{12}(?!\d)/g;

/** Properties of the AWS provider that name its account. */
const PROVIDER = ["allowedAccountIds", "assumeRole", "assumeRoles", "assumeRoleWithWebIdentity"];

/** Account of a principal or an ARN; undefined if it names none. */
export const accountOf = (value: string): string | undefined =>
  /^\d{12}$/.exec(value)?.[0] ?? /^arn:[^:]*:[^:]*:[^:]*:(\d{12}):/.exec(value)?.[1];

/** Whether a principal is a whole account, rather than a role or user of it. */
export const isWholeAccount = (value: string): boolean => /^\d{12}$|^arn:[^:]*:iam::\d{12}:root$/.test(value);

/** Accounts that are known to be the program's own: from the setting and from the resource's provider. */
export function ownAccounts({ provider }: Subject, settings: Fields): readonly string[] {
  const given = PROVIDER.map((name) => provider.at(name)).filter(({ isUnknown }) => !isUnknown);
  const numbers = given.flatMap((value) => [...value.shown.matchAll(NUMBERS)].map(([number]) => number));
  return [...trustedAccounts.of(settings), ...numbers];
}

/** Operators that match only if the request has the key, with one of the values. */
const POSITIVE = /^(for(any|all)values:)?(string(equals|like|equalsignorecase)|arn(equals|like)|bool)$/;

/** Whether a statement demands one of these keys of a request, in lower case. @throws Undecided */
export const demands = (one: Statement, keys: readonly string[]): boolean =>
  one.conditions.some(
    ({ operator, key, values }) =>
      POSITIVE.test(operator) &&
      keys.includes(key) &&
      values.length > 0 &&
      values.every((value) => value !== "*"),
  );

/** Keys that name an organization, an account or one of its principals. */
export const NAMES_PRINCIPALS = [
  "aws:principalorgid",
  "aws:principalorgpaths",
  "aws:principalarn",
  "aws:principalaccount",
  "kms:calleraccount",
];
