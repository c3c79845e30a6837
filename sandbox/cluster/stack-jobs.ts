import { z } from "zod";
import type { KubernetesObject } from "../render/kubernetes-objects";
import { inOrder } from "./apply-order";
import { awsCredentials } from "./aws-credentials";
import type { Cluster } from "./cluster";

/** What jobs need of their stack in the cluster. */
const KINDS = new Set([
  ...["Namespace", "PriorityClass", "ServiceAccount", "ConfigMap", "Secret", "LimitRange", "ResourceQuota"],
  ...["NetworkPolicy", "Role", "RoleBinding", "ClusterRole", "ClusterRoleBinding", "CronJob"],
]);
/** Alertmanager's, which belongs to whoever runs it. */
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
