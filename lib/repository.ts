import { PURPOSE_TAG, type RecoveryPurpose } from "./recovery-labels";

/**
 * Tag of a bucket that a database server archives to, or that Pulumi keeps its state in. It has neither object lock nor an expiry of objects: the server's
 * own retention deletes what no kept backup needs, and nothing else knows what that is; the CLI deletes its locks.
 */
export const repositoryTag = {
  name: PURPOSE_TAG,
  value: "repository",
} as const satisfies { readonly name: string; readonly value: RecoveryPurpose };

/** How a repository's name ends, by the role of the environment in whose region it is. */
export const repositoryEnding = { primary: "-wal", standby: "-wal-dr" } as const;

/** Days for which a deleted or overwritten version stays in a repository: the window against a malicious deletion. */
export const deletedKeepDays = 30;
