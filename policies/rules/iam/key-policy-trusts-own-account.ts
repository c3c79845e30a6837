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
import { keyTypes } from "../../support/aws/types";
import { violation, type Finding } from "../../support/input/finding";
import { reading, Undecided, type Input } from "../../support/input/input";
import type { Subject } from "../../support/input/subject";
import type { ResourceRule } from "../../support/rule";

/** Account that administers the key: the first that may do everything, which is the key's own, or nobody could use it. */
function administrator(policy: Input): readonly string[] {
  const found = reading(() => {
    const all = statements(policy).filter(
      (one) => one.allows && one.actions.some((name) => /^(kms:)?\*$/.test(name)),
    );
    return all.flatMap(({ principals }) => principals.flatMap(({ value }) => accountOf(value) ?? []));
  });
  return found instanceof Undecided ? [] : found.slice(0, 1);
}

const foreigners = (one: Statement, own: readonly string[]): readonly string[] =>
  one.allows && !demands(one, NAMES_PRINCIPALS)
    ? one.principals
        .filter(
          ({ kind, value }) =>
            kind === "AWS" && isWholeAccount(value) && !own.includes(accountOf(value) ?? ""),
        )
        .map(({ value }) => value)
    : [];

const GRANT = "aws:kms/grant:Grant";

/** A grant lets its principal use the key as a policy does. @throws Undecided */
function* ofGrant(subject: Subject, own: readonly string[]): Iterable<Finding> {
  const principal = subject.inputs.at("granteePrincipal");
  const account = accountOf(principal.text ?? "");
  if (own.length > 0 && account !== undefined && !own.includes(account))
    yield violation(
      subject,
      `granteePrincipal is ${principal.shown}`,
      "no other account may use the key",
      "grant it to an own role, or name the account in the setting trustedAccounts if it is yours",
    );
}

/** Who may use a key of backups reads them, and who may administer it loses them. */
export const keyPolicyTrustsOwnAccount: ResourceRule = {
  name: "key-policy-trusts-own-account",
  demands: "A KMS key's policy trusts no other account as a whole, and none of its grants is for one.",
  sources: ["AWS KMS: users in other accounts", "REL09-BP02"],
  profile: "general",
  severity: "high",
  types: [...keyTypes, "aws:kms/keyPolicy:KeyPolicy", GRANT],
  settings: [trustedAccounts],
  check(subject, settings) {
    if (subject.type === GRANT) return ofGrant(subject, ownAccounts(subject, settings));
    const policy = subject.inputs.at("policy");
    const known = ownAccounts(subject, settings);
    const own = known.length > 0 ? known : administrator(policy);
    return perStatement(subject, policy, function* (one) {
      const found = own.length === 0 ? [] : foreigners(one, own);
      if (found.length > 0)
        yield violation(
          subject,
          `${one.label} trusts ${found.join(", ")}`,
          "no other account may use or administer the key as a whole",
          "name its role, or the account in the setting trustedAccounts if it is yours",
        );
    });
  },
};
