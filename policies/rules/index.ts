import type { Rule } from "../support/rule";
import { alarmNotifies } from "./alert/alarm-notifies";
import { alertCanFire } from "./alert/alert-can-fire";
import { alertLinksToItsRunbook } from "./alert/alert-links-to-its-runbook";
import { alertNamesItsSeverity } from "./alert/alert-names-its-severity";
import { alertWaitsBeforeItFires } from "./alert/alert-waits-before-it-fires";
import { backupDeclaresItsObjectives } from "./backup/backup-declares-its-objectives";
import { backupHasItsAlerts } from "./backup/backup-has-its-alerts";
import { backupIsVerifiedAndRehearsed } from "./backup/backup-is-verified-and-rehearsed";
import { backupScheduleMeetsItsObjective } from "./backup/backup-schedule-meets-its-objective";
import { databaseHasABackup } from "./backup/database-has-a-backup";
import { recoveryJobIsNotSuspended } from "./backup/recovery-job-is-not-suspended";
import { recoveryMeetsItsObjective } from "./backup/recovery-meets-its-objective";
import { volumeHasABackup } from "./backup/volume-has-a-backup";
import { backupIsRestorableAtOnce } from "./bucket/backup-is-restorable-at-once";
import { bucketAbortsUnfinishedUploads } from "./bucket/bucket-aborts-unfinished-uploads";
import { bucketBlocksPublicAccess } from "./bucket/bucket-blocks-public-access";
import { bucketExpiresObjects } from "./bucket/bucket-expires-objects";
import { bucketExpiresOldVersions } from "./bucket/bucket-expires-old-versions";
import { bucketHasCustomerKey } from "./bucket/bucket-has-customer-key";
import { bucketHasNoAcl } from "./bucket/bucket-has-no-acl";
import { bucketHasObjectLock } from "./bucket/bucket-has-object-lock";
import { bucketHasOneOfEachSetting } from "./bucket/bucket-has-one-of-each-setting";
import { bucketIsVersioned } from "./bucket/bucket-is-versioned";
import { bucketIsPublicForASite } from "./bucket/bucket-is-public-for-a-site";
import { bucketLeavesItsBlocksOn } from "./bucket/bucket-leaves-its-blocks-on";
import { bucketLogsAccess } from "./bucket/bucket-logs-access";
import { bucketRefusesPlainHttp } from "./bucket/bucket-refuses-plain-http";
import { bucketTrustsNoForeigner } from "./bucket/bucket-trusts-no-foreigner";
import { lifecycleMatchesItsTier } from "./bucket/lifecycle-matches-its-tier";
import { objectLockCannotBeLifted } from "./bucket/object-lock-cannot-be-lifted";
import { objectLockEndsBeforeExpiry } from "./bucket/object-lock-ends-before-expiry";
import { repositoryKeepsWhatWasDeleted } from "./bucket/repository-keeps-what-was-deleted";
import { backupBucketIsCopiedAbroad } from "./copy/backup-bucket-is-copied-abroad";
import { backupPlanKeepsLongEnough } from "./copy/backup-plan-keeps-long-enough";
import { replicationCopiesEncryptedObjects } from "./copy/replication-copies-encrypted-objects";
import { replicationCoversWhatIsKept } from "./copy/replication-covers-what-is-kept";
import { replicationIsTimed } from "./copy/replication-is-timed";
import { replicationLeavesDeletionsBehind } from "./copy/replication-leaves-deletions-behind";
import { standbyLiesInAnotherRegion } from "./copy/standby-lies-in-another-region";
import { cronJobDoesSomething } from "./cron/cron-job-does-something";
import { cronJobForbidsOverlap } from "./cron/cron-job-forbids-overlap";
import { cronJobHasDeadlines } from "./cron/cron-job-has-deadlines";
import { cronJobKeepsHistory } from "./cron/cron-job-keeps-history";
import { cronJobNamesItsTimeZone } from "./cron/cron-job-names-its-time-zone";
import { cronJobScheduleIsPlain } from "./cron/cron-job-schedule-is-plain";
import { applicationRoleOwnsNothing } from "./database/application-role-owns-nothing";
import { databaseFunctionRunsAsItsCaller } from "./database/database-function-runs-as-its-caller";
import { databaseGrantsNothingToPublic } from "./database/database-grants-nothing-to-public";
import { databaseIsProtected } from "./database/database-is-protected";
import { databaseRoleIsNotPrivileged } from "./database/database-role-is-not-privileged";
import { databaseRolePasswordIsSecret } from "./database/database-role-password-is-secret";
import { databaseServerIsEncrypted } from "./database/database-server-is-encrypted";
import { databaseServerIsNotPublic } from "./database/database-server-is-not-public";
import { databaseServerKeepsBackups } from "./database/database-server-keeps-backups";
import { onlyRestoreRoleCreatesDatabases } from "./database/only-restore-role-creates-databases";
import { ingressIsEncrypted } from "./exposure/ingress-is-encrypted";
import { networkPolicyNamesItsPeers } from "./exposure/network-policy-names-its-peers";
import { securityGroupIsNotOpen } from "./exposure/security-group-is-not-open";
import { serviceIsNotExposed } from "./exposure/service-is-not-exposed";
import { backupWriterCannotDelete } from "./iam/backup-writer-cannot-delete";
import { cloudflareTokenIsScoped } from "./iam/cloudflare-token-is-scoped";
import { foreignTrustHasExternalId } from "./iam/foreign-trust-has-external-id";
import { iamAttachesNoBroadPolicy } from "./iam/iam-attaches-no-broad-policy";
import { iamAttachesNoServiceWidePolicy } from "./iam/iam-attaches-no-service-wide-policy";
import { iamPolicyNamesActions } from "./iam/iam-policy-names-actions";
import { iamPolicyNamesResources } from "./iam/iam-policy-names-resources";
import { keyPolicyNamesPrincipals } from "./iam/key-policy-names-principals";
import { keyPolicyTrustsOwnAccount } from "./iam/key-policy-trusts-own-account";
import { rbacBindsNoEveryone } from "./iam/rbac-binds-no-everyone";
import { rbacCannotEscalate } from "./iam/rbac-cannot-escalate";
import { rbacNamesWhatItAllows } from "./iam/rbac-names-what-it-allows";
import { resourcePolicyNamesPrincipals } from "./iam/resource-policy-names-principals";
import { roleTrustNamesPrincipals } from "./iam/role-trust-names-principals";
import { containerCannotEscalate } from "./pod/container-cannot-escalate";
import { containerDeclaresResources } from "./pod/container-declares-resources";
import { containerDropsCapabilities } from "./pod/container-drops-capabilities";
import { containerIsNotPrivileged } from "./pod/container-is-not-privileged";
import { containerRootIsReadOnly } from "./pod/container-root-is-read-only";
import { imageIsPinnedByDigest } from "./pod/image-is-pinned-by-digest";
import { podHasOwnServiceAccount } from "./pod/pod-has-own-service-account";
import { podHasPriority } from "./pod/pod-has-priority";
import { podHasSeccompProfile } from "./pod/pod-has-seccomp-profile";
import { podHasTokenOnlyWhereBound } from "./pod/pod-has-token-only-where-bound";
import { podKeepsItsGuards } from "./pod/pod-keeps-its-guards";
import { podRunsAsNonRoot } from "./pod/pod-runs-as-non-root";
import { podSharesNothingWithItsNode } from "./pod/pod-shares-nothing-with-its-node";
import { probeStaysInItsPod } from "./pod/probe-stays-in-its-pod";
import { valuesLoosenNoGuard } from "./pod/values-loosen-no-guard";
import { annotationHoldsNoSecret } from "./secret/annotation-holds-no-secret";
import { commandKeepsItsFilesPrivate } from "./secret/command-keeps-its-files-private";
import { configMapHoldsNoSecret } from "./secret/config-map-holds-no-secret";
import { configVolumeIsNotForOthers } from "./secret/config-volume-is-not-for-others";
import { environmentHoldsNoSecret } from "./secret/environment-holds-no-secret";
import { passwordFileIsAccepted } from "./secret/password-file-is-accepted";
import { scriptKeepsItsFilesPrivate } from "./secret/script-keeps-its-files-private";
import { secretComesAsAFile } from "./secret/secret-comes-as-a-file";
import { secretVolumeIsPrivate } from "./secret/secret-volume-is-private";
import { keyDeletionWaits } from "./state/key-deletion-waits";
import { keyRotates } from "./state/key-rotates";
import { statefulResourceIsProtected } from "./state/stateful-resource-is-protected";
import { statefulResourceNamesItsOwner } from "./state/stateful-resource-names-its-owner";
import { dataStoreEncryptsInTransit } from "./store/data-store-encrypts-in-transit";
import { dataStoreIsEncrypted } from "./store/data-store-is-encrypted";
import { dataStoreIsNotPublic } from "./store/data-store-is-not-public";
import { dataStoreKeepsBackups } from "./store/data-store-keeps-backups";
import { dataStoreRefusesDeletion } from "./store/data-store-refuses-deletion";
import { failoverRecordFollowsItsCheck } from "./traffic/failover-record-follows-its-check";
import { failoverRecordHasItsPeer } from "./traffic/failover-record-has-its-peer";
import { failoverRecordHasShortTtl } from "./traffic/failover-record-has-short-ttl";
import { failoverRecordIsHealthChecked } from "./traffic/failover-record-is-health-checked";
import { healthCheckCanFail } from "./traffic/health-check-can-fail";
import { zoneDemandsModernTls } from "./traffic/zone-demands-modern-tls";
import { zoneEncryptsToItsOrigin } from "./traffic/zone-encrypts-to-its-origin";
import { zoneRedirectsToHttps } from "./traffic/zone-redirects-to-https";
import { autoscalerHasItsTarget } from "./workload/autoscaler-has-its-target";
import { autoscalerKeepsTwo } from "./workload/autoscaler-keeps-two";
import { disruptionBudgetLetsNodesDrain } from "./workload/disruption-budget-lets-nodes-drain";
import { namespaceEnforcesRestricted } from "./workload/namespace-enforces-restricted";
import { namespaceHasDefaultDeny } from "./workload/namespace-has-default-deny";
import { objectHasANamespace } from "./workload/object-has-a-namespace";
import { workloadHasDisruptionBudget } from "./workload/workload-has-disruption-budget";

/** Rules by folder, in the README's order. */
export const ruleGroups: Readonly<Record<string, readonly Rule[]>> = {
  bucket: [
    bucketHasOneOfEachSetting,
    bucketHasCustomerKey,
    bucketBlocksPublicAccess,
    bucketRefusesPlainHttp,
    bucketTrustsNoForeigner,
    bucketHasNoAcl,
    bucketIsVersioned,
    bucketIsPublicForASite,
    bucketLeavesItsBlocksOn,
    bucketHasObjectLock,
    objectLockEndsBeforeExpiry,
    bucketExpiresObjects,
    bucketExpiresOldVersions,
    bucketAbortsUnfinishedUploads,
    repositoryKeepsWhatWasDeleted,
    bucketLogsAccess,
    lifecycleMatchesItsTier,
    backupIsRestorableAtOnce,
    objectLockCannotBeLifted,
  ],
  copy: [
    backupBucketIsCopiedAbroad,
    standbyLiesInAnotherRegion,
    replicationCopiesEncryptedObjects,
    replicationCoversWhatIsKept,
    replicationIsTimed,
    replicationLeavesDeletionsBehind,
    backupPlanKeepsLongEnough,
  ],
  state: [keyRotates, keyDeletionWaits, statefulResourceIsProtected, statefulResourceNamesItsOwner],
  iam: [
    keyPolicyNamesPrincipals,
    iamPolicyNamesActions,
    iamPolicyNamesResources,
    iamAttachesNoBroadPolicy,
    iamAttachesNoServiceWidePolicy,
    backupWriterCannotDelete,
    roleTrustNamesPrincipals,
    rbacNamesWhatItAllows,
    rbacBindsNoEveryone,
    cloudflareTokenIsScoped,
    foreignTrustHasExternalId,
    keyPolicyTrustsOwnAccount,
    rbacCannotEscalate,
    resourcePolicyNamesPrincipals,
  ],
  pod: [
    podRunsAsNonRoot,
    podHasSeccompProfile,
    podSharesNothingWithItsNode,
    podKeepsItsGuards,
    probeStaysInItsPod,
    podHasOwnServiceAccount,
    podHasTokenOnlyWhereBound,
    podHasPriority,
    containerDropsCapabilities,
    containerIsNotPrivileged,
    containerCannotEscalate,
    containerRootIsReadOnly,
    containerDeclaresResources,
    imageIsPinnedByDigest,
    valuesLoosenNoGuard,
  ],
  secret: [
    secretVolumeIsPrivate,
    passwordFileIsAccepted,
    configVolumeIsNotForOthers,
    scriptKeepsItsFilesPrivate,
    secretComesAsAFile,
    commandKeepsItsFilesPrivate,
    environmentHoldsNoSecret,
    configMapHoldsNoSecret,
    annotationHoldsNoSecret,
  ],
  cron: [
    cronJobForbidsOverlap,
    cronJobHasDeadlines,
    cronJobNamesItsTimeZone,
    cronJobKeepsHistory,
    cronJobScheduleIsPlain,
    cronJobDoesSomething,
  ],
  backup: [
    databaseHasABackup,
    volumeHasABackup,
    backupIsVerifiedAndRehearsed,
    recoveryJobIsNotSuspended,
    backupDeclaresItsObjectives,
    backupScheduleMeetsItsObjective,
    recoveryMeetsItsObjective,
    backupHasItsAlerts,
  ],
  alert: [
    alertWaitsBeforeItFires,
    alertNamesItsSeverity,
    alertLinksToItsRunbook,
    alarmNotifies,
    alertCanFire,
  ],
  workload: [
    namespaceEnforcesRestricted,
    namespaceHasDefaultDeny,
    autoscalerKeepsTwo,
    autoscalerHasItsTarget,
    workloadHasDisruptionBudget,
    disruptionBudgetLetsNodesDrain,
    objectHasANamespace,
  ],
  exposure: [ingressIsEncrypted, serviceIsNotExposed, networkPolicyNamesItsPeers, securityGroupIsNotOpen],
  store: [
    dataStoreIsEncrypted,
    dataStoreKeepsBackups,
    dataStoreRefusesDeletion,
    dataStoreEncryptsInTransit,
    dataStoreIsNotPublic,
  ],
  database: [
    databaseRoleIsNotPrivileged,
    onlyRestoreRoleCreatesDatabases,
    databaseRolePasswordIsSecret,
    applicationRoleOwnsNothing,
    databaseServerIsNotPublic,
    databaseServerIsEncrypted,
    databaseServerKeepsBackups,
    databaseGrantsNothingToPublic,
    databaseIsProtected,
    databaseFunctionRunsAsItsCaller,
  ],
  traffic: [
    failoverRecordIsHealthChecked,
    failoverRecordHasShortTtl,
    failoverRecordHasItsPeer,
    zoneDemandsModernTls,
    zoneRedirectsToHttps,
    zoneEncryptsToItsOrigin,
    healthCheckCanFail,
    failoverRecordFollowsItsCheck,
  ],
};

/** Every rule of the pack. */
export const rules: readonly Rule[] = Object.values(ruleGroups).flat();
