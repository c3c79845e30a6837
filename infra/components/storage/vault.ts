import * as pulumi from "@pulumi/pulumi";
import { BucketReplicationConfig } from "@pulumi/aws/s3/bucketReplicationConfig";
import { Role } from "@pulumi/aws/iam/role";
import { RolePolicy } from "@pulumi/aws/iam/rolePolicy";
import { failover } from "../../catalog/failover";
import { serviceTrust } from "../identity/policy-document";
import type { Tagged } from "../scope";
import type { NamedSide, VaultSide } from "../service-layout";
import { BackupBucket } from "./backup-bucket";
import { EncryptionKey } from "./encryption-key";
import type { LifecycleRule } from "./lifecycle";
import { replicationPolicy, vaultBucketPolicy } from "./vault-policies";

/** Inputs of {@link Vault}. */
export interface VaultArgs extends Tagged {
  readonly accountId: string;
  /** Service title, for descriptions. */
  readonly title: string;
  /** The bucket that jobs write to. */
  readonly own: NamedSide;
  /** Its replica in the DR region; absent where the environment has none. */
  readonly replica?: NamedSide & { readonly logBucket: pulumi.Input<string> };
  /** Physical name of the replication role; used only with a replica. */
  readonly replicationRoleName: string;
  /** Key prefixes that are replicated, without trailing slashes: everything but what is only staged. */
  readonly replicatedPrefixes: readonly string[];
  readonly lifecycleRules: readonly LifecycleRule[];
  readonly lock: { readonly mode: "GOVERNANCE" | "COMPLIANCE"; readonly days: number };
  /** Roles that may never delete from the vault. */
  readonly noDeleteRoleArns: readonly string[];
  readonly logBucket: pulumi.Input<string>;
}

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
  readonly toKeyArn: pulumi.Input<string>;
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

/** Where the backups of one service live: key, bucket, and a replica of both in the DR region. */
export class Vault extends pulumi.ComponentResource {
  /** Physical name of the bucket. */
  readonly bucket: string;
  /** Physical name of the replica bucket; undefined without one. */
  readonly replicaBucket: string | undefined;
  /** Its key, in its own region first and then in that of the replica. */
  readonly keys: readonly { readonly region: string; readonly arn: pulumi.Output<string> }[];

  constructor(name: string, args: VaultArgs, opts?: pulumi.ComponentResourceOptions) {
    super("lifeboat:index:Vault", name, {}, opts);
    const key = new EncryptionKey(
      `${name}-key`,
      {
        accountId: args.accountId,
        region: args.own.region,
        ...(args.replica ? { replicaRegion: args.replica.region } : {}),
        alias: args.own.keyAlias,
        description: `Backups of ${args.title}`,
        tags: args.tags,
      },
      { parent: this },
    );
    const shared = { lifecycleRules: args.lifecycleRules, lock: args.lock, tags: args.tags };
    const primary = new BackupBucket(
      `${name}-primary`,
      {
        ...shared,
        bucket: args.own.bucket,
        region: args.own.region,
        keyArn: key.arn,
        policy: vaultBucketPolicy(args.own.bucketArn, args.noDeleteRoleArns),
        logBucket: args.logBucket,
      },
      { parent: this },
    );
    this.keys = [
      { region: args.own.region, arn: key.arn },
      ...(args.replica && key.replicaArn ? [{ region: args.replica.region, arn: key.replicaArn }] : []),
    ];
    this.bucket = primary.bucket;
    this.replicaBucket = args.replica?.bucket;
    if (args.replica && key.replicaArn) {
      const replica = new BackupBucket(
        `${name}-replica`,
        {
          ...shared,
          bucket: args.replica.bucket,
          region: args.replica.region,
          keyArn: key.replicaArn,
          policy: vaultBucketPolicy(args.replica.bucketArn, args.noDeleteRoleArns),
          logBucket: args.replica.logBucket,
        },
        { parent: this },
      );
      this.replicate(name, args, args.replica, key.replicaArn, [...primary.ready, ...replica.ready]);
    }
    this.registerOutputs({ bucket: this.bucket, replicaBucket: this.replicaBucket });
  }

  private replicate(
    name: string,
    args: VaultArgs,
    to: VaultSide,
    replicaKeyArn: pulumi.Output<string>,
    dependsOn: readonly pulumi.Resource[],
  ): void {
    const role = new Role(
      `${name}-replication-role`,
      {
        name: args.replicationRoleName,
        description: `S3 replicates the backups of ${args.title} to ${to.region}`,
        assumeRolePolicy: serviceTrust("s3.amazonaws.com", args.accountId),
        tags: args.tags,
      },
      { parent: this },
    );
    const policy = new RolePolicy(
      `${name}-replication-policy`,
      {
        name: args.replicationRoleName,
        role: role.name,
        policy: replicationPolicy(args.accountId, args.own, to),
      },
      { parent: this },
    );
    new BucketReplicationConfig(
      `${name}-replication`,
      {
        bucket: args.own.bucket,
        region: args.own.region,
        role: role.arn,
        rules: replicationRules({
          prefixes: args.replicatedPrefixes,
          toBucketArn: to.bucketArn,
          toKeyArn: replicaKeyArn,
        }),
      },
      { parent: this, dependsOn: [...dependsOn, policy] },
    );
  }
}
