import { podPolicy } from "../../cluster/pod-policy";

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
  const pairs = Object.entries(variables).map(
    ([name, value]) => `{"name": ${JSON.stringify(name)}, "value": ${JSON.stringify(value)}}`,
  );
  const given = (type: string): string =>
    `${type}{name: c.name, env: [${pairs.join(", ")}].map(v, ${type}.env{name: v["name"], value: v["value"]})}`;
  const all = (list: string): string => `object.spec.${list}.map(c, ${given(`Object.spec.${list}`)})`;
  const expression =
    "Object{spec: has(object.spec.initContainers) " +
    `? Object.spec{containers: ${all("containers")}, initContainers: ${all("initContainers")}} ` +
    `: Object.spec{containers: ${all("containers")}}}`;
  return podPolicy("lifeboat-drill", expression, namespaces);
}
