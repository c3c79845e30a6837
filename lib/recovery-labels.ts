/** What a resource is for in a recovery. */
export const recoveryPurposes = ["backup", "repository", "access-log", "recoverable"] as const;

/**
 * `backup`: a bucket, key or volume with backups. `repository`: a bucket that a database server archives to.
 * `access-log`: a bucket with the access logs of those. `recoverable`: a namespace, volume or database server whose data a
 * backup must restore.
 */
export type RecoveryPurpose = (typeof recoveryPurposes)[number];

/** Tag in AWS with the purpose of a resource. */
export const PURPOSE_TAG = "purpose";

/** Label of a Kubernetes object with its purpose, or with that of everything in a namespace. */
export const PURPOSE_LABEL = "lifeboat/purpose";

/** Tags that make an AWS resource one of a recovery, for its `tags`. */
export const recoveryTags = (purpose: RecoveryPurpose): Readonly<Record<string, string>> => ({
  [PURPOSE_TAG]: purpose,
});

/** Labels that make a Kubernetes object one of a recovery, for its `metadata.labels`. */
export const recoveryLabels = (purpose: RecoveryPurpose): Readonly<Record<string, string>> => ({
  [PURPOSE_LABEL]: purpose,
});
