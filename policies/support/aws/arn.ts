/** The parts of an ARN in a policy. */
export interface Arn {
  readonly service: string;
  readonly account: string;
  /** The part after the account, including colons; wildcards that match anything are one `*`. */
  readonly resource: string;
}

/**
 * An ARN as IAM reads it: a missing field of the six is `*`, so `*` alone is six of them.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
 */
export function arnOf(text: string): Arn {
  const [, , service = "*", , account = "*", ...rest] = text.split(":");
  const resource = rest.length === 0 ? "*" : rest.join(":");
  // `?*` needs at least one character, which every name has.
  return { service, account, resource: resource.replace(/\?*\*[*?]*/g, "*") };
}
