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
import { violation } from "../../support/input/finding";
import { reading, Undecided, type Input } from "../../support/input/input";
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

/** Who may use a key of backups reads them, and who may administer it loses them. */
export const keyPolicyTrustsOwnAccount: ResourceRule = {
  name: "key-policy-trusts-own-account",
  demands: "A KMS key's policy trusts no other account as a whole.",
  sources: ["AWS KMS: users in other accounts", "REL09-BP02"],
  profile: "general",
  severity: "high",
  types: [...keyTypes, "aws:kms/keyPolicy:KeyPolicy"],
  settings: [trustedAccounts],
  check(subject, settings) {
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
