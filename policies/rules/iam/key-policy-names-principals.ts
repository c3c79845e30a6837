import { violation } from "../../support/input/finding";
import { demands, NAMES_PRINCIPALS } from "../../support/aws/own-account";
import { perStatement } from "../../support/aws/per-statement";
import type { ResourceRule } from "../../support/rule";
import { keyTypes } from "../../support/aws/types";

/** A key's policy must name who may use or administer it. */
export const keyPolicyNamesPrincipals: ResourceRule = {
  name: "key-policy-names-principals",
  demands:
    "A KMS key's policy allows nothing to everybody, unless a condition names the organization, account or principal.",
  sources: ["AWS FSBP KMS.5", "CKV_AWS_33"],
  profile: "general",
  severity: "critical",
  types: [...keyTypes, "aws:kms/keyPolicy:KeyPolicy"],
  check: (subject) =>
    perStatement(subject, subject.inputs.at("policy"), function* (one) {
      const isEverybody =
        one.principals.some(({ value }) => value === "*") && !demands(one, NAMES_PRINCIPALS);
      if (one.allows && (one.hasNotPrincipal || isEverybody))
        yield violation(
          subject,
          `${one.label} allows ${one.hasNotPrincipal ? "everybody except a few" : "everybody"}`,
          "principals must be named",
          "name the account or the roles",
        );
    }),
};
