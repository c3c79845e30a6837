import * as pulumi from "@pulumi/pulumi";
import { Role as IamRole } from "@pulumi/aws/iam/role";
import { RolePolicy } from "@pulumi/aws/iam/rolePolicy";
import { ServiceAccount } from "@pulumi/kubernetes/core/v1/serviceAccount";
import type { Placed, Tagged } from "../scope";

/** Inputs of {@link JobIdentity}. */
export interface JobIdentityArgs extends Placed, Tagged {
  /** ServiceAccount name. */
  readonly serviceAccount: string;
  /** IAM role: physical name, ARN, trust and permissions as JSON, and one sentence on what it is for. */
  readonly role: {
    readonly name: string;
    readonly arn: string;
    readonly trust: string;
    readonly policy: string;
    readonly description: string;
  };
}

/** One job's identity on both sides: a ServiceAccount, and the IAM role that only it may assume (no static keys). */
export class JobIdentity extends pulumi.ComponentResource {
  constructor(name: string, args: JobIdentityArgs, opts?: pulumi.ComponentResourceOptions) {
    super("lifeboat:index:JobIdentity", name, {}, opts);
    const role = new IamRole(
      `${name}-role`,
      {
        name: args.role.name,
        description: args.role.description,
        assumeRolePolicy: args.role.trust,
        maxSessionDuration: 4 * 3600,
        tags: args.tags,
      },
      { parent: this },
    );
    const policy = new RolePolicy(
      `${name}-policy`,
      { name: args.role.name, role: role.name, policy: args.role.policy },
      { parent: this },
    );
    new ServiceAccount(
      `${name}-account`,
      {
        metadata: {
          name: args.serviceAccount,
          namespace: args.namespace,
          labels: args.labels,
          annotations: {
            "eks.amazonaws.com/role-arn": args.role.arn,
            "eks.amazonaws.com/sts-regional-endpoints": "true",
          },
        },
        automountServiceAccountToken: false,
      },
      { parent: this, dependsOn: policy },
    );
    this.registerOutputs({});
  }
}
