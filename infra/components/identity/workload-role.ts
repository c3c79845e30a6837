import type * as pulumi from "@pulumi/pulumi";
import { Role } from "@pulumi/aws/iam/role";
import { RolePolicy } from "@pulumi/aws/iam/rolePolicy";
import type { Tagged } from "../scope";

/** An IAM role: physical name, trust and permissions as JSON, and one sentence on what it is for. */
export interface WorkloadRoleArgs extends Tagged {
  readonly name: string;
  readonly trust: string;
  readonly policy: string;
  readonly description: string;
}

/** Longest session, in seconds: the longest restore. */
const SESSION_SECONDS = 4 * 3600;

/**
 * Declares a role that a workload assumes.
 * @returns its permissions, for what must wait until it has them
 */
export function workloadRole(name: string, args: WorkloadRoleArgs, parent: pulumi.Resource): RolePolicy {
  const role = new Role(
    `${name}-role`,
    {
      name: args.name,
      description: args.description,
      assumeRolePolicy: args.trust,
      maxSessionDuration: SESSION_SECONDS,
      tags: args.tags,
    },
    { parent },
  );
  return new RolePolicy(
    `${name}-policy`,
    { name: args.name, role: role.name, policy: args.policy },
    { parent },
  );
}
