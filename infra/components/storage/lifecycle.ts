/** A prefix of a bucket and how long its objects live. */
export interface Retention {
  /** Rule id: kebab-case, unique in its bucket. */
  readonly id: string;
  /** Key prefix with its trailing slash; empty for the whole bucket. */
  readonly prefix: string;
  /** Days after which the current version expires. */
  readonly keepDays: number;
  /** Days after which a version that was replaced or deleted is gone for good. */
  readonly noncurrentDays: number;
  /** Cheaper storage that the objects move to, and after how many days. */
  readonly transition?: { readonly afterDays: number; readonly storageClass: string };
}

/** A lifecycle rule as S3 takes it. */
export interface LifecycleRule {
  readonly id: string;
  readonly status: "Enabled";
  readonly filter: { readonly prefix: string };
  readonly transitions?: { readonly days: number; readonly storageClass: string }[];
  readonly expiration?: { readonly days?: number; readonly expiredObjectDeleteMarker?: boolean };
  readonly noncurrentVersionExpiration?: { readonly noncurrentDays: number };
  readonly abortIncompleteMultipartUpload?: { readonly daysAfterInitiation: number };
}

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
    ...retentions.map((retention) => ({
      id: retention.id,
      status: "Enabled" as const,
      filter: { prefix: retention.prefix },
      ...(retention.transition
        ? {
            transitions: [
              { days: retention.transition.afterDays, storageClass: retention.transition.storageClass },
            ],
          }
        : {}),
      expiration: { days: retention.keepDays },
      noncurrentVersionExpiration: { noncurrentDays: retention.noncurrentDays },
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
