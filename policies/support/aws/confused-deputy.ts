import { arnOf } from "./arn";
import type { Statement } from "./iam-document";

/** Operators that hold only where the request has the key, with one of the values. */
const POSITIVE = /^(foranyvalue:)?(string(equals|like|equalsignorecase)|arn(equals|like))$/;

/** True for an ARN that names its account, or of a service without accounts in its ARNs, as S3, its resource. */
function namesOne(text: string): boolean {
  const { account, resource } = arnOf(text);
  return account === "" ? !/^[^/:]*[*?]/.test(resource) : /^\d{12}$/.test(account);
}

/**
 * True where conditions tie an AWS service's request to one account, organization or resource: no other account can then
 * have the service act in its place.
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
