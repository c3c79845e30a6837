import { alertLinksToItsRunbook } from "./rules/alert-links-to-its-runbook";
import { alertNamesItsSeverity } from "./rules/alert-names-its-severity";
import { alertWaitsBeforeItFires } from "./rules/alert-waits-before-it-fires";
import { annotationHoldsNoSecret } from "./rules/annotation-holds-no-secret";
import { applicationRoleOwnsNothing } from "./rules/application-role-owns-nothing";
import { autoscalerHasItsTarget } from "./rules/autoscaler-has-its-target";
import { autoscalerKeepsTwo } from "./rules/autoscaler-keeps-two";
import { backupBucketIsCopiedAbroad } from "./rules/backup-bucket-is-copied-abroad";
import { backupDeclaresItsObjectives } from "./rules/backup-declares-its-objectives";
import { backupHasItsAlerts } from "./rules/backup-has-its-alerts";
import { backupIsVerifiedAndRehearsed } from "./rules/backup-is-verified-and-rehearsed";
import { backupScheduleMeetsItsObjective } from "./rules/backup-schedule-meets-its-objective";
import { backupWriterCannotDelete } from "./rules/backup-writer-cannot-delete";
import { bucketAbortsUnfinishedUploads } from "./rules/bucket-aborts-unfinished-uploads";
import { bucketBlocksPublicAccess } from "./rules/bucket-blocks-public-access";
import { bucketExpiresObjects } from "./rules/bucket-expires-objects";
import { bucketExpiresOldVersions } from "./rules/bucket-expires-old-versions";
import { bucketHasCustomerKey } from "./rules/bucket-has-customer-key";
import { bucketHasNoAcl } from "./rules/bucket-has-no-acl";
import { bucketHasObjectLock } from "./rules/bucket-has-object-lock";
import { bucketHasOneOfEachSetting } from "./rules/bucket-has-one-of-each-setting";
import { bucketIsVersioned } from "./rules/bucket-is-versioned";
import { bucketLogsAccess } from "./rules/bucket-logs-access";
import { bucketRefusesPlainHttp } from "./rules/bucket-refuses-plain-http";
import { bucketTrustsNoForeigner } from "./rules/bucket-trusts-no-foreigner";
import { cloudflareTokenIsScoped } from "./rules/cloudflare-token-is-scoped";
import { commandKeepsItsFilesPrivate } from "./rules/command-keeps-its-files-private";
import { configMapHoldsNoSecret } from "./rules/config-map-holds-no-secret";
import { configVolumeIsNotForOthers } from "./rules/config-volume-is-not-for-others";
import { containerCannotEscalate } from "./rules/container-cannot-escalate";
import { containerDeclaresResources } from "./rules/container-declares-resources";
import { containerDropsCapabilities } from "./rules/container-drops-capabilities";
import { containerRootIsReadOnly } from "./rules/container-root-is-read-only";
import { cronJobForbidsOverlap } from "./rules/cron-job-forbids-overlap";
import { cronJobHasDeadlines } from "./rules/cron-job-has-deadlines";
import { cronJobKeepsHistory } from "./rules/cron-job-keeps-history";
import { cronJobNamesItsTimeZone } from "./rules/cron-job-names-its-time-zone";
import { cronJobScheduleIsPlain } from "./rules/cron-job-schedule-is-plain";
import { databaseHasABackup } from "./rules/database-has-a-backup";
import { databaseRoleIsNotPrivileged } from "./rules/database-role-is-not-privileged";
import { databaseRolePasswordIsSecret } from "./rules/database-role-password-is-secret";
import { databaseServerIsEncrypted } from "./rules/database-server-is-encrypted";
import { databaseServerIsNotPublic } from "./rules/database-server-is-not-public";
import { databaseServerKeepsBackups } from "./rules/database-server-keeps-backups";
import { disruptionBudgetLetsNodesDrain } from "./rules/disruption-budget-lets-nodes-drain";
import { environmentHoldsNoSecret } from "./rules/environment-holds-no-secret";
import { failoverRecordHasItsPeer } from "./rules/failover-record-has-its-peer";
import { failoverRecordHasShortTtl } from "./rules/failover-record-has-short-ttl";
import { failoverRecordIsHealthChecked } from "./rules/failover-record-is-health-checked";
import { iamAttachesNoBroadPolicy } from "./rules/iam-attaches-no-broad-policy";
import { iamPolicyNamesActions } from "./rules/iam-policy-names-actions";
import { iamPolicyNamesResources } from "./rules/iam-policy-names-resources";
import { imageIsPinnedByDigest } from "./rules/image-is-pinned-by-digest";
import { keyDeletionWaits } from "./rules/key-deletion-waits";
import { keyPolicyNamesPrincipals } from "./rules/key-policy-names-principals";
import { keyRotates } from "./rules/key-rotates";
import { lifecycleMatchesItsTier } from "./rules/lifecycle-matches-its-tier";
import { namespaceEnforcesRestricted } from "./rules/namespace-enforces-restricted";
import { namespaceHasDefaultDeny } from "./rules/namespace-has-default-deny";
import { objectHasANamespace } from "./rules/object-has-a-namespace";
import { objectLockEndsBeforeExpiry } from "./rules/object-lock-ends-before-expiry";
import { onlyRestoreRoleCreatesDatabases } from "./rules/only-restore-role-creates-databases";
import { passwordFileIsAccepted } from "./rules/password-file-is-accepted";
import { podHasOwnServiceAccount } from "./rules/pod-has-own-service-account";
import { podHasPriority } from "./rules/pod-has-priority";
import { podHasSeccompProfile } from "./rules/pod-has-seccomp-profile";
import { podHasTokenOnlyWhereBound } from "./rules/pod-has-token-only-where-bound";
import { podKeepsItsGuards } from "./rules/pod-keeps-its-guards";
import { podRunsAsNonRoot } from "./rules/pod-runs-as-non-root";
import { podSharesNothingWithItsNode } from "./rules/pod-shares-nothing-with-its-node";
import { probeStaysInItsPod } from "./rules/probe-stays-in-its-pod";
import { rbacBindsNoEveryone } from "./rules/rbac-binds-no-everyone";
import { rbacNamesWhatItAllows } from "./rules/rbac-names-what-it-allows";
import { recoveryJobIsNotSuspended } from "./rules/recovery-job-is-not-suspended";
import { recoveryMeetsItsObjective } from "./rules/recovery-meets-its-objective";
import { replicationCopiesEncryptedObjects } from "./rules/replication-copies-encrypted-objects";
import { replicationCoversWhatIsKept } from "./rules/replication-covers-what-is-kept";
import { replicationIsTimed } from "./rules/replication-is-timed";
import { replicationLeavesDeletionsBehind } from "./rules/replication-leaves-deletions-behind";
import { roleTrustNamesPrincipals } from "./rules/role-trust-names-principals";
import { scriptKeepsItsFilesPrivate } from "./rules/script-keeps-its-files-private";
import { secretVolumeIsPrivate } from "./rules/secret-volume-is-private";
import { standbyLiesInAnotherRegion } from "./rules/standby-lies-in-another-region";
import { statefulResourceIsProtected } from "./rules/stateful-resource-is-protected";
import { statefulResourceNamesItsOwner } from "./rules/stateful-resource-names-its-owner";
import { volumeHasABackup } from "./rules/volume-has-a-backup";
import { workloadHasDisruptionBudget } from "./rules/workload-has-disruption-budget";
import { zoneDemandsModernTls } from "./rules/zone-demands-modern-tls";
import { zoneEncryptsToItsOrigin } from "./rules/zone-encrypts-to-its-origin";
import { zoneRedirectsToHttps } from "./rules/zone-redirects-to-https";
import type { Rule } from "./support/rule";

/** Every rule of the pack, in the order in which the README lists them. */
export const rules: readonly Rule[] = [
  bucketHasOneOfEachSetting,
  bucketHasCustomerKey,
  bucketBlocksPublicAccess,
  bucketRefusesPlainHttp,
  bucketTrustsNoForeigner,
  bucketHasNoAcl,
  bucketIsVersioned,
  bucketHasObjectLock,
  objectLockEndsBeforeExpiry,
  bucketExpiresObjects,
  bucketExpiresOldVersions,
  bucketAbortsUnfinishedUploads,
  bucketLogsAccess,
  backupBucketIsCopiedAbroad,
  standbyLiesInAnotherRegion,
  replicationCopiesEncryptedObjects,
  replicationCoversWhatIsKept,
  replicationIsTimed,
  replicationLeavesDeletionsBehind,
  keyRotates,
  lifecycleMatchesItsTier,
  keyDeletionWaits,
  keyPolicyNamesPrincipals,
  iamPolicyNamesActions,
  iamPolicyNamesResources,
  iamAttachesNoBroadPolicy,
  backupWriterCannotDelete,
  roleTrustNamesPrincipals,
  statefulResourceIsProtected,
  statefulResourceNamesItsOwner,
  podRunsAsNonRoot,
  podHasSeccompProfile,
  podSharesNothingWithItsNode,
  podKeepsItsGuards,
  probeStaysInItsPod,
  podHasOwnServiceAccount,
  podHasTokenOnlyWhereBound,
  podHasPriority,
  containerDropsCapabilities,
  containerCannotEscalate,
  containerRootIsReadOnly,
  containerDeclaresResources,
  imageIsPinnedByDigest,
  secretVolumeIsPrivate,
  passwordFileIsAccepted,
  configVolumeIsNotForOthers,
  scriptKeepsItsFilesPrivate,
  commandKeepsItsFilesPrivate,
  environmentHoldsNoSecret,
  configMapHoldsNoSecret,
  annotationHoldsNoSecret,
  cronJobForbidsOverlap,
  cronJobHasDeadlines,
  cronJobNamesItsTimeZone,
  cronJobKeepsHistory,
  cronJobScheduleIsPlain,
  databaseHasABackup,
  volumeHasABackup,
  backupIsVerifiedAndRehearsed,
  recoveryJobIsNotSuspended,
  backupDeclaresItsObjectives,
  backupScheduleMeetsItsObjective,
  recoveryMeetsItsObjective,
  backupHasItsAlerts,
  alertWaitsBeforeItFires,
  alertNamesItsSeverity,
  alertLinksToItsRunbook,
  namespaceEnforcesRestricted,
  namespaceHasDefaultDeny,
  autoscalerKeepsTwo,
  autoscalerHasItsTarget,
  workloadHasDisruptionBudget,
  disruptionBudgetLetsNodesDrain,
  objectHasANamespace,
  rbacNamesWhatItAllows,
  rbacBindsNoEveryone,
  databaseRoleIsNotPrivileged,
  onlyRestoreRoleCreatesDatabases,
  databaseRolePasswordIsSecret,
  applicationRoleOwnsNothing,
  databaseServerIsNotPublic,
  databaseServerIsEncrypted,
  databaseServerKeepsBackups,
  failoverRecordIsHealthChecked,
  failoverRecordHasShortTtl,
  failoverRecordHasItsPeer,
  zoneDemandsModernTls,
  zoneRedirectsToHttps,
  zoneEncryptsToItsOrigin,
  cloudflareTokenIsScoped,
];
