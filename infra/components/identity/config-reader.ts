import * as pulumi from "@pulumi/pulumi";
import { ClusterRole } from "@pulumi/kubernetes/rbac/v1/clusterRole";
import { ClusterRoleBinding } from "@pulumi/kubernetes/rbac/v1/clusterRoleBinding";
import { Role } from "@pulumi/kubernetes/rbac/v1/role";
import { RoleBinding } from "@pulumi/kubernetes/rbac/v1/roleBinding";
import type { Placed } from "../scope";

/** A kind of Kubernetes object that the configuration backup saves. */
export interface ConfigResource {
  /** API group; empty for the core group. */
  readonly group: string;
  readonly version: string;
  /** Plural name, as in a URL and in RBAC. */
  readonly resource: string;
}

/** Kinds of one namespace: `all, configmaps, secrets, pvc, ingress` of the runbook, and what guards them (STOCK-4). */
export const NAMESPACED_RESOURCES: readonly ConfigResource[] = [
  { group: "", version: "v1", resource: "configmaps" },
  { group: "", version: "v1", resource: "secrets" },
  { group: "", version: "v1", resource: "services" },
  { group: "", version: "v1", resource: "serviceaccounts" },
  { group: "", version: "v1", resource: "persistentvolumeclaims" },
  { group: "", version: "v1", resource: "resourcequotas" },
  { group: "", version: "v1", resource: "limitranges" },
  { group: "apps", version: "v1", resource: "deployments" },
  { group: "apps", version: "v1", resource: "statefulsets" },
  { group: "apps", version: "v1", resource: "daemonsets" },
  { group: "batch", version: "v1", resource: "cronjobs" },
  { group: "batch", version: "v1", resource: "jobs" },
  { group: "networking.k8s.io", version: "v1", resource: "ingresses" },
  { group: "networking.k8s.io", version: "v1", resource: "networkpolicies" },
  { group: "autoscaling", version: "v2", resource: "horizontalpodautoscalers" },
  { group: "policy", version: "v1", resource: "poddisruptionbudgets" },
  { group: "rbac.authorization.k8s.io", version: "v1", resource: "roles" },
  { group: "rbac.authorization.k8s.io", version: "v1", resource: "rolebindings" },
];

/** Kinds of the whole cluster: custom resource definitions (STOCK-4). */
export const CLUSTER_RESOURCES: readonly ConfigResource[] = [
  { group: "apiextensions.k8s.io", version: "v1", resource: "customresourcedefinitions" },
];

const base = ({ group, version }: ConfigResource): string =>
  group === "" ? `/api/${version}` : `/apis/${group}/${version}`;

/** Request paths that list what a configuration backup saves of one namespace, and of the cluster. */
export function configPaths(namespace: string): readonly string[] {
  return [
    ...NAMESPACED_RESOURCES.map((kind) => `${base(kind)}/namespaces/${namespace}/${kind.resource}`),
    ...CLUSTER_RESOURCES.map((kind) => `${base(kind)}/${kind.resource}`),
  ];
}

/** RBAC rules that allow these verbs on exactly these kinds, and no more. */
export function rulesFor(kinds: readonly ConfigResource[], verbs: readonly string[]) {
  const groups = [...new Set(kinds.map((kind) => kind.group))];
  return groups.map((group) => ({
    apiGroups: [group],
    resources: kinds.filter((kind) => kind.group === group).map((kind) => kind.resource),
    verbs: [...verbs],
  }));
}

/** Verbs that read. */
const READ = ["get", "list"];
/**
 * Verbs of a server-side apply, which creates what is missing. None that deletes, and neither `escalate` nor `bind`: what
 * grants more than this account may itself is refused, and an operator applies it.
 */
const APPLY = [...READ, "create", "patch"];

/** Inputs of {@link ConfigReader} and {@link ConfigWriter}. */
export interface ConfigAccessArgs extends Placed {
  /** ServiceAccount of the job. */
  readonly serviceAccount: string;
  /** Name of the Role and its binding in the namespace. */
  readonly roleName: string;
  /** Name of the ClusterRole and its binding: unique in the cluster. */
  readonly clusterRoleName: string;
}

/** A Role and a ClusterRole for one account, each with its binding: verbs on the namespace's kinds, reading the cluster's. */
function bindRoles(
  name: string,
  args: ConfigAccessArgs,
  verbs: readonly string[],
  job: "config-backup" | "config-restore",
  child: pulumi.ResourceOptions,
): void {
  const subjects = [{ kind: "ServiceAccount", name: args.serviceAccount, namespace: args.namespace }];
  const apiGroup = "rbac.authorization.k8s.io";
  const local = { name: args.roleName, namespace: args.namespace, labels: args.labels };
  const cluster = { name: args.clusterRoleName, labels: args.labels };
  const rules = rulesFor(NAMESPACED_RESOURCES, verbs);
  // The policy pack tells by it why the Role reads Secrets.
  const labels = { ...args.labels, "app.kubernetes.io/component": job };
  const role = new Role(`${name}-role`, { metadata: { ...local, labels }, rules }, child);
  new RoleBinding(
    `${name}-binding`,
    { metadata: local, subjects, roleRef: { apiGroup, kind: "Role", name: role.metadata.name } },
    child,
  );
  const clusterRole = new ClusterRole(
    `${name}-cluster-role`,
    { metadata: cluster, rules: rulesFor(CLUSTER_RESOURCES, READ) },
    child,
  );
  new ClusterRoleBinding(
    `${name}-cluster-binding`,
    {
      metadata: cluster,
      subjects,
      roleRef: { apiGroup, kind: "ClusterRole", name: clusterRole.metadata.name },
    },
    child,
  );
}

/** Lets the configuration backup list what it saves, read-only (STOCK-4). */
export class ConfigReader extends pulumi.ComponentResource {
  constructor(name: string, args: ConfigAccessArgs, opts?: pulumi.ComponentResourceOptions) {
    super("lifeboat:index:ConfigReader", name, {}, opts);
    bindRoles(name, args, READ, "config-backup", { parent: this });
    this.registerOutputs({});
  }
}

/** Lets the configuration restore read and apply what a backup holds of the namespace, and read what it holds of the cluster. */
export class ConfigWriter extends pulumi.ComponentResource {
  constructor(name: string, args: ConfigAccessArgs, opts?: pulumi.ComponentResourceOptions) {
    super("lifeboat:index:ConfigWriter", name, {}, opts);
    bindRoles(name, args, APPLY, "config-restore", { parent: this });
    this.registerOutputs({});
  }
}
