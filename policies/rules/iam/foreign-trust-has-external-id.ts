import { statements, type Statement } from "../../support/aws/iam-document";
import {
  accountOf,
  demands,
  isWholeAccount,
  NAMES_PRINCIPALS,
  ownAccounts,
  trustedAccounts,
} from "../../support/aws/own-account";
import { perStatement } from "../../support/aws/per-statement";
import { violation } from "../../support/input/finding";
import { reading, Undecided } from "../../support/input/input";
import type { Subject } from "../../support/input/subject";
import type { ResourceRule } from "../../support/rule";

const KEYS = ["sts:externalid", ...NAMES_PRINCIPALS];

/** Accounts of the identity providers that a trust names: they are of the role's own account. */
function ofProviders({ inputs }: Subject): readonly string[] {
  const found = reading(() =>
    statements(inputs.at("assumeRolePolicy"))
      .flatMap((one) => one.known.principals)
      .flatMap(({ kind, value }) => (kind === "Federated" ? (accountOf(value) ?? []) : [])),
  );
  return found instanceof Undecided ? [] : found;
}

/** Other accounts that a statement lets assume the role by themselves. @throws Undecided */
function foreigners(one: Statement, own: readonly string[]): readonly string[] {
  if (!one.allows || demands(one, KEYS)) return [];
  return one.principals
    .filter(({ kind, value }) => {
      const account = kind === "AWS" ? accountOf(value) : undefined;
      // As long as no account is known to be the own one, a role of another may be of it.
      return account !== undefined && !own.includes(account) && (own.length > 0 || isWholeAccount(value));
    })
    .map(({ value }) => value);
}

/** A vendor that acts for many customers must not be talked into acting on another one's account. */
export const foreignTrustHasExternalId: ResourceRule = {
  name: "foreign-trust-has-external-id",
  demands:
    "A role that another account may assume demands an external id, or names the organization or the principal.",
  sources: ["AWS IAM: third-party access, external ID", "CKV_AWS_61"],
  profile: "general",
  severity: "high",
  types: ["aws:iam/role:Role"],
  settings: [trustedAccounts],
  check(subject, settings) {
    const own = [...ownAccounts(subject, settings), ...ofProviders(subject)];
    return perStatement(subject, subject.inputs.at("assumeRolePolicy"), function* (one) {
      const found = foreigners(one, own);
      if (found.length > 0)
        yield violation(
          subject,
          `${one.label} trusts ${found.join(", ")} without a condition`,
          "another account needs sts:ExternalId or aws:PrincipalOrgID",
          "add the condition, or name the account in the setting trustedAccounts if it is yours",
        );
    });
  },
};
