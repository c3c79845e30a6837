import { isBound } from "../support/confused-deputy";
import { violation } from "../support/finding";
import type { Statement } from "../support/iam-document";
import { perStatement } from "../support/per-statement";
import type { ResourceRule } from "../support/rule";

function fault(one: Statement): string | undefined {
  if (one.hasNotPrincipal || one.principals.some(({ value }) => value === "*")) return "trusts everybody";
  const federated = one.principals.some(
    ({ kind, value }) => kind === "Federated" && value.includes(":oidc-provider/"),
  );
  const named = one.conditions.some(
    ({ operator, key, values }) =>
      key.endsWith(":sub") && operator === "stringequals" && values.every((value) => !value.includes("*")),
  );
  if (federated && !named) return "trusts every account of the identity provider";
  const service = one.principals.find(({ kind }) => kind === "Service")?.value;
  const bound = isBound(one, ["aws:SourceAccount", "aws:SourceArn"]);
  // A service that acts for resources inside the account (an instance, a function) sends no source account.
  return service === "s3.amazonaws.com" && !bound ? `trusts ${service} for whoever asks` : undefined;
}

/** A role is for somebody. */
export const roleTrustNamesPrincipals: ResourceRule = {
  name: "role-trust-names-principals",
  demands:
    "An IAM role trusts named principals: of a cluster exactly one ServiceAccount, of S3 its own account.",
  sources: ["CKV_AWS_60", "CKV_AWS_61", "CKV_AWS_358", "AWS confused deputy"],
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
          "name the role or account; with OIDC add StringEquals on <issuer>:sub, with S3 on aws:SourceAccount",
        );
    }),
};
