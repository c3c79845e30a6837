import type { Unwrap } from "@pulumi/pulumi";
import type { s3 } from "@pulumi/aws/types/input";
import { deletedKeepDays } from "../../../lib/repository";
import {
  abortMultipartDays,
  configKeepDays,
  noncurrentKeepDays,
  safety,
  stagingKeepDays,
  tiersOf,
  verificationKeepDays,
} from "../../catalog/tiers";
import type { Backup, LegalVault } from "../../catalog/types";

/** A prefix of a bucket and how long its objects live. */
export interface Retention {
  /** Rule id: kebab-case, unique in its bucket. */
  readonly id: string;
  /** Key prefix with its trailing slash; empty for the whole bucket. */
  readonly prefix: string;
  /** Days after which the current version expires. @default never */
  readonly keepDays?: number;
  /** Days after which a version that was replaced or deleted is gone for good. */
  readonly noncurrentDays: number;
  /** Cheaper storage that the objects move to, and after how many days. */
  readonly transition?: { readonly afterDays: number; readonly storageClass: string };
}

/** A lifecycle rule as S3 takes it. */
export type LifecycleRule = Unwrap<s3.BucketLifecycleConfigurationRule>;

/**
 * Lifecycle rules of a bucket: one for each retention, and one that clears away delete markers without versions and
 * the parts of uploads that never completed (CKV_AWS_300).
 *
 * @param abortMultipartDays days after which the parts of an unfinished upload are gone.
 */
export function lifecycleRules(
  retentions: readonly Retention[],
  abortMultipartDays: number,
): readonly LifecycleRule[] {
  return [
    ...retentions.map(({ id, prefix, keepDays, noncurrentDays, transition }) => ({
      id,
      status: "Enabled",
      filter: { prefix },
      ...(transition === undefined
        ? {}
        : { transitions: [{ days: transition.afterDays, storageClass: transition.storageClass }] }),
      ...(keepDays === undefined ? {} : { expiration: { days: keepDays } }),
      noncurrentVersionExpiration: { noncurrentDays },
    })),
    {
      id: "debris",
      status: "Enabled",
      filter: { prefix: "" },
      expiration: { expiredObjectDeleteMarker: true },
      abortIncompleteMultipartUpload: { daysAfterInitiation: abortMultipartDays },
    },
  ];
}

/** Lifecycle rules of a backup vault: one for each tier of the service, staging, safety dumps, configuration, proof. */
export function vaultLifecycle(backup: Backup): readonly LifecycleRule[] {
  const noncurrentDays = noncurrentKeepDays;
  const retentions: readonly Retention[] = [
    ...tiersOf(backup).map((tier) => ({
      id: tier.name,
      prefix: `${backup.prefix}/${tier.name}/`,
      keepDays: tier.keepDays,
      // A tier that keeps two days must not hold its dead versions for seven.
      noncurrentDays: Math.min(noncurrentDays, tier.keepDays),
      ...(tier.transition ? { transition: tier.transition } : {}),
    })),
    { id: "staging", prefix: "staging/", keepDays: stagingKeepDays, noncurrentDays: 1 },
    { id: "safety", prefix: `${backup.prefix}/safety/`, keepDays: safety.keepDays, noncurrentDays },
    { id: "configuration", prefix: `${backup.configPrefix}/`, keepDays: configKeepDays, noncurrentDays },
    { id: "verification", prefix: "verification/", keepDays: verificationKeepDays, noncurrentDays },
  ];
  return lifecycleRules(retentions, abortMultipartDays);
}

/** Lifecycle rules of a legal vault: records expire once nobody needs to keep them any longer (TASK-5). */
export function legalLifecycle(legal: LegalVault): readonly LifecycleRule[] {
  return lifecycleRules(
    [
      {
        id: legal.prefix,
        prefix: `${legal.prefix}/`,
        keepDays: legal.retentionDays,
        noncurrentDays: noncurrentKeepDays,
      },
    ],
    abortMultipartDays,
  );
}

/** Lifecycle rules of a repository: no object expires, and what the server's own retention deleted stays for a while. */
export function repositoryLifecycle(): readonly LifecycleRule[] {
  return lifecycleRules([{ id: "deleted", prefix: "", noncurrentDays: deletedKeepDays }], abortMultipartDays);
}
