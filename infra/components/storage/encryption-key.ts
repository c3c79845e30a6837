import * as pulumi from "@pulumi/pulumi";
import { Alias } from "@pulumi/aws/kms/alias";
import { Key } from "@pulumi/aws/kms/key";
import { ReplicaKey, type ReplicaKeyArgs } from "@pulumi/aws/kms/replicaKey";
import { vaultKeyPolicy } from "./vault-policies";
import type { Tagged } from "../scope";

/** Inputs of {@link EncryptionKey}. */
export interface EncryptionKeyArgs extends Tagged {
  readonly accountId: string;
  readonly region: string;
  /** Second region with a replica of the key; none where it is absent. */
  readonly replicaRegion?: string;
  /** Alias with its `alias/` prefix, the same in both regions. */
  readonly alias: string;
  /** One sentence on what the key protects. */
  readonly description: string;
}

/** Days AWS waits before a key deletion is final: the longest it offers (KMS.3). */
const DELETION_WINDOW_DAYS = 30;

/** A multi-region customer key with yearly rotation, its replica, and one alias that names both. */
export class EncryptionKey extends pulumi.ComponentResource {
  /** ARN of the key in its own region. */
  readonly arn: pulumi.Output<string>;
  /** ARN of the replica; undefined where there is no replica region. */
  readonly replicaArn: pulumi.Output<string> | undefined;

  constructor(name: string, args: EncryptionKeyArgs, opts?: pulumi.ComponentResourceOptions) {
    super("lifeboat:index:EncryptionKey", name, {}, opts);
    const stateful = { parent: this, protect: true };
    const shared = {
      description: args.description,
      deletionWindowInDays: DELETION_WINDOW_DAYS,
      policy: vaultKeyPolicy(args.accountId),
      tags: args.tags,
    };
    const key = new Key(
      `${name}-key`,
      { ...shared, region: args.region, multiRegion: true, enableKeyRotation: true },
      stateful,
    );
    new Alias(
      `${name}-alias`,
      { name: args.alias, region: args.region, targetKeyId: key.keyId },
      { parent: this },
    );
    this.arn = key.arn;
    this.replicaArn = args.replicaRegion
      ? this.replicate(name, key, args.replicaRegion, shared, args.alias)
      : undefined;
    this.registerOutputs({ arn: this.arn, replicaArn: this.replicaArn });
  }

  private replicate(
    name: string,
    key: Key,
    region: string,
    shared: Omit<ReplicaKeyArgs, "primaryKeyArn" | "region">,
    alias: string,
  ): pulumi.Output<string> {
    const replica = new ReplicaKey(
      `${name}-replica-key`,
      { ...shared, region, primaryKeyArn: key.arn },
      { parent: this, protect: true },
    );
    new Alias(`${name}-replica-alias`, { name: alias, region, targetKeyId: replica.keyId }, { parent: this });
    return replica.arn;
  }
}
