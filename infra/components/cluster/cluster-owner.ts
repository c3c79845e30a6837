import * as pulumi from "@pulumi/pulumi";
import { RoleBinding } from "@pulumi/kubernetes/rbac/v1/roleBinding";
import { clusterOwner } from "../../naming";

/** Inputs of {@link ClusterOwner}. */
export interface ClusterOwnerArgs {
  /** `<project>:<stack>`. */
  readonly environment: string;
}

/**
 * The environment that a cluster belongs to: an object of one name, whatever the stack, which the API server refuses where
 * another stack's is there already. What else a stack has in the cluster waits for it.
 *
 * A RoleBinding without subjects grants nothing, and its `roleRef` can be changed by no request. Of an immutable ConfigMap
 * that is true too, but the provider previews it under another name, so that only an update would fail.
 */
export class ClusterOwner extends pulumi.ComponentResource {
  constructor(name: string, { environment }: ClusterOwnerArgs, opts?: pulumi.ComponentResourceOptions) {
    super("lifeboat:index:ClusterOwner", name, {}, opts);
    new RoleBinding(
      `${name}-environment`,
      {
        metadata: {
          ...clusterOwner,
          labels: { "app.kubernetes.io/part-of": "lifeboat", "app.kubernetes.io/managed-by": "pulumi" },
        },
        roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: environment },
      },
      { parent: this },
    );
    this.registerOutputs({});
  }
}
