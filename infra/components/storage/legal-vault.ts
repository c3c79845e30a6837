import * as pulumi from "@pulumi/pulumi";
import type { LegalVault as LegalVaultEntry, Role } from "../../catalog/types";
import { bucketArn, kmsAlias, vaultBucket } from "../../naming";
import { BackupBucket } from "./backup-bucket";
import { EncryptionKey } from "./encryption-key";
import { vaultBucketPolicy } from "./vault-policies";
import { legalLifecycle } from "./lifecycle";
import type { Tagged } from "../scope";

/** Inputs of {@link LegalVault}. */
export interface LegalVaultArgs extends Tagged {
  readonly accountId: string;
  readonly service: string;
  readonly title: string;
  readonly legal: LegalVaultEntry;
  readonly place: { readonly role: Role; readonly region: string; readonly bucketSuffix: string | undefined };
  readonly logBucket: pulumi.Input<string>;
}

/** What the law makes us keep, apart from backups: own bucket, own key, own retention (TASK-5). */
export class LegalVault extends pulumi.ComponentResource {
  /** ARN of its key. */
  readonly keyArn: pulumi.Output<string>;

  constructor(name: string, args: LegalVaultArgs, opts?: pulumi.ComponentResourceOptions) {
    super("lifeboat:index:LegalVault", name, {}, opts);
    const { legal, place } = args;
    const bucket = vaultBucket(legal.bucket, place.role, place.bucketSuffix);
    const key = new EncryptionKey(
      `${name}-key`,
      {
        accountId: args.accountId,
        region: place.region,
        alias: kmsAlias(args.service, place.role, "legal"),
        description: `Legal records of ${args.title}`,
        tags: args.tags,
      },
      { parent: this },
    );
    new BackupBucket(
      `${name}-records`,
      {
        bucket,
        region: place.region,
        keyArn: key.arn,
        policy: vaultBucketPolicy(bucketArn(bucket), []),
        lifecycleRules: legalLifecycle(legal),
        lock: { mode: legal.lockMode, days: legal.retentionDays },
        logBucket: args.logBucket,
        tags: args.tags,
      },
      { parent: this },
    );
    this.keyArn = key.arn;
    this.registerOutputs({ bucket });
  }
}
