import type { KubernetesObject } from "../render/kubernetes-objects";

/** Namespaces first and what pods are admitted by, then what bindings refer to. */
const ORDER = ["Namespace", "PriorityClass", "ServiceAccount", "ConfigMap", "Secret", "Role", "ClusterRole"];

/** The objects in an order in which each finds what it names. */
export function inOrder(objects: readonly KubernetesObject[]): readonly KubernetesObject[] {
  const rank = ({ kind }: KubernetesObject): number => {
    const at = ORDER.indexOf(kind);
    return at < 0 ? ORDER.length : at;
  };
  return [...objects].sort((a, b) => rank(a) - rank(b));
}
