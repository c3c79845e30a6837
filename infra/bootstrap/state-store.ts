import * as pulumi from "@pulumi/pulumi";
import { Role } from "@pulumi/aws/iam/role";
import { RolePolicy } from "@pulumi/aws/iam/rolePolicy";
import { BucketReplicationConfig } from "@pulumi/aws/s3/bucketReplicationConfig";
import { recoveryTags } from "../../lib/recovery-labels";
import { failover } from "../catalog/failover";
import { serviceTrust } from "../components/identity/policy-document";
import type { Tagged } from "../components/scope";
import type { NamedSide } from "../components/service-layout";
import { AccessLogBucket } from "../components/storage/access-log-bucket";
import { BackupBucket } from "../components/storage/backup-bucket";
import { EncryptionKey } from "../components/storage/encryption-key";
import { repositoryLifecycle } from "../components/storage/lifecycle";
import { replicationPolicy, repositoryBucketPolicy } from "../components/storage/vault-policies";
import { bucketArn } from "../naming";
import { actorArns, logBucketName, REPLICATION_ROLE, STATE_ALIAS, stateSides } from "./names";
import type { Settings } from "./schema";

/** Inputs of {@link StateStore}. */
export interface StateStoreArgs extends Tagged {
  readonly place: Pick<Settings, "accountId" | "primaryRegion" | "standbyRegion" | "bucketSuffix">;
}

/**
 * What is replicated, by key prefix: all but the locks, which are deleted after each update. A deletion is not replicated, so
 * that a lock in the replica would stay for good, and refuse every update once it is needed.
 */
export const REPLICATED = [".pulumi/meta.yaml", ".pulumi/stacks/", ".pulumi/history/", ".pulumi/backups/"];

/**
 * One rule for each prefix, under replication time control.
 *
 * One way: the replica is written to only while the other region is lost, and what was written then is taken back by export and
 * import (docs/bootstrap.md). Back by replication, a state that was overtaken meanwhile could become the newest again. So there
 * are no modifications of replicas to synchronise either.
 */
export const stateReplication = (toBucketArn: string, toKeyArn: pulumi.Input<string>) =>
  REPLICATED.map((prefix, index) => ({
    id: `replicate-${prefix.replace(/\W+/g, "-").replace(/^-|-$/g, "")}`,
    priority: index + 1,
    status: "Enabled",
    filter: { prefix },
    deleteMarkerReplication: { status: "Disabled" },
    sourceSelectionCriteria: { sseKmsEncryptedObjects: { status: "Enabled" } },
    destination: {
      bucket: toBucketArn,
      storageClass: "STANDARD",
      encryptionConfiguration: { replicaKmsKeyId: toKeyArn },
      metrics: { status: "Enabled", eventThreshold: { minutes: failover.replicationMinutes } },
      replicationTime: { status: "Enabled", time: { minutes: failover.replicationMinutes } },
    },
  }));

/**
 * Pulumi's state: a bucket in the standby's region and its replica in the primary's, with a key of both regions.
 *
 * Without object lock, because the CLI sends no checksum with what it writes, and S3 then refuses every object in a bucket with
 * a default retention. Old versions stay in its place, and nobody who works with the state may take them away.
 */
export class StateStore extends pulumi.ComponentResource {
  constructor(name: string, args: StateStoreArgs, opts?: pulumi.ComponentResourceOptions) {
    super("lifeboat:bootstrap:StateStore", name, {}, opts);
    const { place } = args;
    const { accountId } = place;
    const { own, replica } = stateSides(place);
    const child = { parent: this };
    const key = new EncryptionKey(
      `${name}-key`,
      {
        accountId,
        region: own.region,
        replicaRegion: replica.region,
        alias: STATE_ALIAS,
        description: "State of Pulumi's stacks",
        tags: { ...args.tags, ...recoveryTags("repository") },
      },
      child,
    );
    const replicaArn = key.replicaArn ?? key.arn;
    const bucket = (part: string, side: NamedSide, keyArn: pulumi.Output<string>): BackupBucket =>
      new BackupBucket(
        `${name}-${part}`,
        {
          bucket: side.bucket,
          region: side.region,
          keyArn,
          policy: repositoryBucketPolicy(side.bucketArn, actorArns(accountId)),
          lifecycleRules: repositoryLifecycle(),
          logBucket: this.logs(`${name}-${part}-logs`, side.region, args),
          tags: { ...args.tags, ...recoveryTags("repository") },
        },
        child,
      );
    const source = bucket("own", own, key.arn);
    const target = bucket("replica", replica, replicaArn);
    this.replicate(name, args, own, replica, replicaArn, [...source.ready, ...target.ready]);
    this.registerOutputs({ bucket: own.bucket, replicaBucket: replica.bucket });
  }

  private logs(name: string, region: string, { place, tags }: StateStoreArgs): pulumi.Output<string> {
    const bucket = logBucketName(region, place);
    return new AccessLogBucket(
      name,
      { bucket, bucketArn: bucketArn(bucket), region, accountId: place.accountId, tags },
      { parent: this },
    ).bucket;
  }

  private replicate(
    name: string,
    { place, tags }: StateStoreArgs,
    from: NamedSide,
    to: NamedSide,
    toKeyArn: pulumi.Output<string>,
    ready: readonly pulumi.Resource[],
  ): void {
    const role = new Role(
      `${name}-replication-role`,
      {
        name: REPLICATION_ROLE,
        description: `S3 replicates the state of Pulumi to ${to.region}`,
        assumeRolePolicy: serviceTrust("s3.amazonaws.com", place.accountId),
        tags,
      },
      { parent: this },
    );
    const policy = new RolePolicy(
      `${name}-replication-policy`,
      { name: REPLICATION_ROLE, role: role.name, policy: replicationPolicy(place.accountId, from, to) },
      { parent: this },
    );
    new BucketReplicationConfig(
      `${name}-replication`,
      {
        bucket: from.bucket,
        region: from.region,
        role: role.arn,
        rules: stateReplication(to.bucketArn, toKeyArn),
      },
      { parent: this, dependsOn: [...ready, policy] },
    );
  }
}
