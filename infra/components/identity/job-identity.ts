import * as pulumi from "@pulumi/pulumi";
import { ServiceAccount } from "@pulumi/kubernetes/core/v1/serviceAccount";
import type { Placed, Tagged } from "../scope";
import { workloadRole, type WorkloadRoleArgs } from "./workload-role";

/** Inputs of {@link JobIdentity}. */
export interface JobIdentityArgs extends Placed, Tagged {
  /** ServiceAccount name. */
  readonly serviceAccount: string;
  /** Its role in AWS, and the role's ARN. */
  readonly role: Omit<WorkloadRoleArgs, "tags"> & { readonly arn: string };
}

/** What EKS reads of a ServiceAccount: the role that its pods assume, at their own region's STS. */
export const roleAnnotations = (roleArn: string): Readonly<Record<string, string>> => ({
  "eks.amazonaws.com/role-arn": roleArn,
  "eks.amazonaws.com/sts-regional-endpoints": "true",
});

/** One job's identity on both sides: a ServiceAccount, and the IAM role that only it may assume (no static keys). */
export class JobIdentity extends pulumi.ComponentResource {
  constructor(name: string, args: JobIdentityArgs, opts?: pulumi.ComponentResourceOptions) {
    super("lifeboat:index:JobIdentity", name, {}, opts);
    const policy = workloadRole(name, { ...args.role, tags: args.tags }, this);
    new ServiceAccount(
      `${name}-account`,
      {
        metadata: {
          name: args.serviceAccount,
          namespace: args.namespace,
          labels: args.labels,
          annotations: roleAnnotations(args.role.arn),
        },
        automountServiceAccountToken: false,
      },
      { parent: this, dependsOn: policy },
    );
    this.registerOutputs({});
  }
}
