import { violation } from "../../support/input/finding";
import { perStatement } from "../../support/aws/per-statement";
import type { ResourceRule } from "../../support/rule";
import { keyTypes } from "../../support/aws/types";

/** A key's policy must name who may use or administer it. */
export const keyPolicyNamesPrincipals: ResourceRule = {
  name: "key-policy-names-principals",
  demands: "A KMS key's policy allows nothing to everybody.",
  sources: ["AWS FSBP KMS.5", "CKV_AWS_33"],
  severity: "critical",
  types: [...keyTypes, "aws:kms/keyPolicy:KeyPolicy"],
  check: (subject) =>
    perStatement(subject, subject.inputs.at("policy"), function* (one) {
      if (one.allows && (one.hasNotPrincipal || one.principals.some(({ value }) => value === "*")))
        yield violation(
          subject,
          `${one.label} allows ${one.hasNotPrincipal ? "everybody except a few" : "everybody"}`,
          "principals must be named",
          "name the account or the roles",
        );
    }),
};
