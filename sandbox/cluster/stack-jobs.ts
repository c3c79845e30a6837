import { z } from "zod";
import type { KubernetesObject } from "../render/kubernetes-objects";
import type { Cluster } from "./cluster";
import { podVariables } from "./pod-policy";

/** What jobs need of their stack in the cluster. */
const KINDS = new Set([
  ...["Namespace", "PriorityClass", "ServiceAccount", "ConfigMap", "Secret", "LimitRange", "ResourceQuota"],
  ...["NetworkPolicy", "Role", "RoleBinding", "ClusterRole", "ClusterRoleBinding", "CronJob"],
]);
/** Alertmanager's namespace, which belongs to its operator. */
const MONITORING = { apiVersion: "v1", kind: "Namespace", metadata: { name: "monitoring" } };

const spec = z.looseObject({});
/** No Job but those that a test makes: a CronJob's own would add to what is counted. */
const suspended = (object: KubernetesObject): KubernetesObject =>
  object.kind === "CronJob" ? { ...object, spec: { ...spec.parse(object["spec"]), suspend: true } } : object;

/** Gives a cluster what the jobs of a stack need, and their pods credentials that moto takes. */
export async function applyForJobs(cluster: Cluster, objects: readonly KubernetesObject[]): Promise<void> {
  const ours = inOrder(objects.filter(({ kind }) => KINDS.has(kind))).map(suspended);
  const items = [...awsCredentials(), MONITORING, ...ours];
  await cluster.kubectl(
    ["apply", "--server-side", "--filename=-"],
    JSON.stringify({ apiVersion: "v1", kind: "List", items }),
  );
}

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

/**
 * A policy by which every new pod gets credentials that moto takes: what EKS does by a webhook of its own, with a token
 * in place of a key.
 */
export function awsCredentials(): readonly object[] {
  return podVariables("aws-credentials", {
    AWS_ACCESS_KEY_ID: "AKIASANDBOX000000000",
    AWS_SECRET_ACCESS_KEY: "sandbox",
  });
}
