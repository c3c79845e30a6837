import { podVariables } from "../../cluster/pod-policy";

/** What the drill's pods get that a cloud would give them by other means. */
export interface PodSurroundings {
  /** Proxy that resolves the drill's names: public DNS cannot be had. */
  readonly proxyUrl: string;
  /** Hosts and ranges that are reached without it. */
  readonly noProxy: readonly string[];
  /** Credentials that the stand-in for AWS takes, in place of a role's token. */
  readonly aws: { readonly id: string; readonly secret: string };
}

/**
 * A policy by which new pods of these namespaces get variables.
 * @param namespaces of the stack
 */
export function podSurroundings(
  { proxyUrl, noProxy, aws }: PodSurroundings,
  namespaces: readonly string[],
): readonly object[] {
  const variables = {
    AWS_ACCESS_KEY_ID: aws.id,
    AWS_SECRET_ACCESS_KEY: aws.secret,
    https_proxy: proxyUrl,
    no_proxy: noProxy.join(","),
  };
  return podVariables("lifeboat-drill", variables, namespaces);
}
