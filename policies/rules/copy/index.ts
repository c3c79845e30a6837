import type { Rule } from "../../support/rule";
import { backupBucketIsCopiedAbroad } from "./backup-bucket-is-copied-abroad";
import { replicationCopiesEncryptedObjects } from "./replication-copies-encrypted-objects";
import { replicationCoversWhatIsKept } from "./replication-covers-what-is-kept";
import { replicationIsTimed } from "./replication-is-timed";
import { replicationLeavesDeletionsBehind } from "./replication-leaves-deletions-behind";
import { standbyLiesInAnotherRegion } from "./standby-lies-in-another-region";

/** In the order of the README. */
export const copyRules: readonly Rule[] = [
  backupBucketIsCopiedAbroad,
  standbyLiesInAnotherRegion,
  replicationCopiesEncryptedObjects,
  replicationCoversWhatIsKept,
  replicationIsTimed,
  replicationLeavesDeletionsBehind,
];
