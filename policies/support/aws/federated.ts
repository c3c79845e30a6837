import type { Statement } from "./iam-document";

/**
 * Claims, besides `sub`, that identify the application or user in a token of AWS's built-in providers. Tokens of any other
 * provider differ only in `sub`: a cluster gives all of them the same `aud`.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#condition-keys-wif
 */
const BUILT_IN: Readonly<Record<string, readonly string[]>> = {
  "cognito-identity.amazonaws.com": ["aud"],
  "accounts.google.com": ["aud", "oaud"],
  "www.amazon.com": ["app_id", "user_id"],
  "graph.facebook.com": ["app_id", "id"],
};

/** Operators that match only if the token has the claim, with one of the values. */
const POSITIVE = ["stringequals", "stringlike"];

/** The `sub` of a cluster's token, which names its ServiceAccount. */
const SERVICE_ACCOUNT = "system:serviceaccount:";

/** A repository of GitHub, project of GitLab or workspace of Terraform, whatever of it runs. */
const PROJECT =
  /^(?:repo:[\w.-]+\/[\w.-]+:|project_path:[\w./-]+:|organization:[^:*?]+:project:[^:*?]+:workspace:[^:*?]+:)/;

/** Whether a value of `sub` names an account, or an own project with a wildcard after it. */
const namesOne = (operator: string, value: string): boolean =>
  !/[*?]/.test(value) || (operator === "stringlike" && PROJECT.test(value));

const tellsApart = (provider: string, key: string): boolean =>
  key.endsWith(":sub") || (BUILT_IN[provider] ?? []).some((claim) => key === `${provider}:${claim}`);

/**
 * Why a statement trusts an identity provider too broadly; undefined if it does not.
 * @param provider the value of a `Federated` principal. With SAML, the provider's assertions say who may assume which role.
 */
export function federatedFault({ conditions }: Statement, provider: string): string | undefined {
  if (provider.includes(":saml-provider/")) return undefined;
  const named = conditions
    .filter(({ operator, key }) => POSITIVE.includes(operator) && tellsApart(provider, key))
    // In StringEquals a wildcard is a plain character, which no token has, so its author meant something else.
    .filter(({ operator, values }) => values.length > 0 && values.every((value) => namesOne(operator, value)))
    .map(({ values }) => values);
  if (named.length === 0) return "trusts every account of the identity provider";
  // Without it a token that was issued for another service is as good.
  const isBuiltIn = BUILT_IN[provider] !== undefined;
  const hasAudience = conditions.some(
    ({ operator, key }) => POSITIVE.includes(operator) && key.endsWith(":aud"),
  );
  if (!isBuiltIn && !hasAudience) return "demands no audience of the token";
  const accounts = named.map((values) => values.filter((value) => value.startsWith(SERVICE_ACCOUNT)).length);
  return accounts.every((count) => count > 1) ? `trusts ${Math.min(...accounts)} ServiceAccounts` : undefined;
}
