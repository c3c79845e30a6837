import * as pulumi from "@pulumi/pulumi";
import { ClusterRole } from "@pulumi/kubernetes/rbac/v1/clusterRole";
import { ClusterRoleBinding } from "@pulumi/kubernetes/rbac/v1/clusterRoleBinding";
import { Role } from "@pulumi/kubernetes/rbac/v1/role";
import { RoleBinding } from "@pulumi/kubernetes/rbac/v1/roleBinding";
import { CLUSTER_RESOURCES, NAMESPACED_RESOURCES, listRules } from "./config-resources";
import type { Placed } from "../scope";

/** Inputs of {@link ConfigReader}. */
export interface ConfigReaderArgs extends Placed {
  /** ServiceAccount of the configuration backup. */
  readonly serviceAccount: string;
  /** Name of the Role and its binding in the namespace. */
  readonly roleName: string;
  /** Name of the ClusterRole and its binding: unique in the cluster. */
  readonly clusterRoleName: string;
}

/** Lets the configuration backup list what it saves, read-only (STOCK-4). */
export class ConfigReader extends pulumi.ComponentResource {
  constructor(name: string, args: ConfigReaderArgs, opts?: pulumi.ComponentResourceOptions) {
    super("lifeboat:index:ConfigReader", name, {}, opts);
    const child = { parent: this };
    const subjects = [{ kind: "ServiceAccount", name: args.serviceAccount, namespace: args.namespace }];
    const apiGroup = "rbac.authorization.k8s.io";
    const local = { name: args.roleName, namespace: args.namespace, labels: args.labels };
    const cluster = { name: args.clusterRoleName, labels: args.labels };
    const role = new Role(`${name}-role`, { metadata: local, rules: listRules(NAMESPACED_RESOURCES) }, child);
    new RoleBinding(
      `${name}-binding`,
      { metadata: local, subjects, roleRef: { apiGroup, kind: "Role", name: role.metadata.name } },
      child,
    );
    const clusterRole = new ClusterRole(
      `${name}-cluster-role`,
      { metadata: cluster, rules: listRules(CLUSTER_RESOURCES) },
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
    this.registerOutputs({});
  }
}
