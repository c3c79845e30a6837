import type { Input } from "@pulumi/pulumi";
import { failover } from "../../catalog/failover";

/** Id of the rule that replicates a prefix; metrics are by it. */
export const replicationRuleId = (prefix: string): string => `replicate-${prefix}`;

/**
 * One rule for each prefix, under replication time control.
 *
 * Delete markers stay behind: a deletion in the primary region must not reach the copy that is there to survive it.
 *
 * @param args.prefixes key prefixes without trailing slashes.
 */
export function replicationRules(args: {
  readonly prefixes: readonly string[];
  readonly toBucketArn: string;
  readonly toKeyArn: Input<string>;
}) {
  return args.prefixes.map((prefix, index) => ({
    id: replicationRuleId(prefix),
    priority: index + 1,
    status: "Enabled",
    filter: { prefix: `${prefix}/` },
    deleteMarkerReplication: { status: "Disabled" },
    sourceSelectionCriteria: { sseKmsEncryptedObjects: { status: "Enabled" } },
    destination: {
      bucket: args.toBucketArn,
      storageClass: "STANDARD",
      encryptionConfiguration: { replicaKmsKeyId: args.toKeyArn },
      metrics: { status: "Enabled", eventThreshold: { minutes: failover.replicationMinutes } },
      replicationTime: { status: "Enabled", time: { minutes: failover.replicationMinutes } },
    },
  }));
}
