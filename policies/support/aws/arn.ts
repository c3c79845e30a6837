/** What an ARN in a policy names. */
export interface Arn {
  readonly service: string;
  readonly account: string;
  /** What stands behind the account, colons and all; wildcards that match anything are one `*`. */
  readonly resource: string;
}

/**
 * An ARN as IAM reads it: of fewer than six fields each that is missing is `*`, as all of them are of `*` alone.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
 */
export function arnOf(text: string): Arn {
  const [, , service = "*", , account = "*", ...rest] = text.split(":");
  const resource = rest.length === 0 ? "*" : rest.join(":");
  // `?*` asks for one character at least, which every name has.
  return { service, account, resource: resource.replace(/\?*\*[*?]*/g, "*") };
}
