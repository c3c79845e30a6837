import { arnOf } from "./arn";
import type { Statement } from "./iam-document";

/** Operators that match only if the request has the key, with one of the values. */
const POSITIVE = /^(foranyvalue:)?(string(equals|like|equalsignorecase)|arn(equals|like))$/;

/** Whether an ARN names its account or, for a service without accounts in its ARNs such as S3, its resource. */
function namesOne(text: string): boolean {
  const { account, resource } = arnOf(text);
  return account === "" ? !/^[^/:]*[*?]/.test(resource) : /^\d{12}$/.test(account);
}

/**
 * Whether conditions tie an AWS service's request to one account, organization or resource, so that no other account can
 * make the service act for it.
 * @param keys which of `aws:SourceAccount`, `aws:SourceArn` and `aws:SourceOrgID` count
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
 */
export function isBound(one: Statement, keys: readonly string[]): boolean {
  return one.conditions.some(
    ({ operator, key, values }) =>
      POSITIVE.test(operator) &&
      keys.some((bound) => bound.toLowerCase() === key) &&
      values.length > 0 &&
      values.every((value) => (key === "aws:sourcearn" ? namesOne(value) : !/[*?]/.test(value))),
  );
}
