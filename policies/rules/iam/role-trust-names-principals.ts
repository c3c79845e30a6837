import { isBound } from "../../support/aws/confused-deputy";
import { federatedFault } from "../../support/aws/federated";
import { violation } from "../../support/input/finding";
import type { Statement } from "../../support/aws/iam-document";
import { perStatement } from "../../support/aws/per-statement";
import type { ResourceRule } from "../../support/rule";

const S3 = "s3.amazonaws.com";

function fault(one: Statement): string | undefined {
  if (one.hasNotPrincipal || one.principals.some(({ value }) => value === "*")) return "trusts everybody";
  for (const { kind, value } of one.principals) {
    const found = kind === "Federated" ? federatedFault(one, value) : undefined;
    if (found !== undefined) return found;
  }
  const bound = isBound(one, ["aws:SourceAccount", "aws:SourceArn"]);
  // A service that acts for resources inside the account (an instance, a function) sends no source account.
  const isS3 = one.principals.some(({ kind, value }) => kind === "Service" && value === S3);
  return isS3 && !bound ? `trusts ${S3} on behalf of any account` : undefined;
}

/** A role must name who may assume it. */
export const roleTrustNamesPrincipals: ResourceRule = {
  name: "role-trust-names-principals",
  demands:
    "An IAM role trusts named principals: exactly one ServiceAccount of a cluster, named users or applications of another identity provider, with the token's audience, S3 only for its own account.",
  sources: ["CKV_AWS_60", "CKV_AWS_61", "CKV_AWS_358", "AWS confused deputy"],
  profile: "general",
  severity: "critical",
  types: ["aws:iam/role:Role"],
  check: (subject) =>
    perStatement(subject, subject.inputs.at("assumeRolePolicy"), function* (one) {
      const found = one.allows ? fault(one) : undefined;
      if (found !== undefined)
        yield violation(
          subject,
          `${one.label} ${found}`,
          "principals must be named",
          "name the role or account; with OIDC add StringEquals on <issuer>:sub and <issuer>:aud, with Cognito or Google on its :aud, with S3 on aws:SourceAccount",
        );
    }),
};
