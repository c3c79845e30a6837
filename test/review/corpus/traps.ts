import { archivedLibrary } from "../../support/service-fixture";
import { desk, shelf } from "../../support/workload-fixture";
import { edited, rewritten, service, type Case, type Version } from "./scene";

/** The same flags on both stacks. */
const both = (...flags: readonly string[]): readonly string[] =>
  ["dr", "prod"].flatMap((stack) => flags.map((flag) => `${stack}/${flag}`)).sort();

const DESK = "library-posture-workloads-library-desk";

const outputs = (rpo: number, dr: string) => ({
  recovery: { library: { engine: "dump", worstRpoMinutes: { dump: rpo }, worstRtoMinutes: { dump: 13.7 } } },
  standing: { library: { posture: dr } },
});

/** The service with a server of its own that archives. */
const archiving = (change: object): Version => {
  const { server } = archivedLibrary.database;
  const database = {
    ...archivedLibrary.database,
    server: { ...server, archive: { ...server.archive, ...change } },
  };
  return { service: { ...archivedLibrary, database }, config: { databaseServers: { library: "cluster" } } };
};

/** Changes that hurt, each with all that the review must say of it. */
export const traps: readonly Case[] = [
  {
    title: "a logical rename of a bucket without an alias",
    after: {
      edit: edited("s3/bucket:Bucket", "-primary-bucket", (each) => ({
        ...each,
        name: "library-vault-main-bucket",
      })),
    },
    on: ["prod"],
    flags: ["prod/stateful-resource-deleted/library-vault-primary-bucket"],
  },
  {
    title: "a bucket's region",
    after: { edit: edited("s3/bucket:Bucket", "-replica-bucket", rewritten(/us-west-2/, "eu-west-1")) },
    on: ["prod"],
    flags: ["prod/stateful-resource-replaced/library-vault-replica-bucket"],
  },
  {
    title: "backups of a day kept for 3 days in place of 30",
    after: {
      edit: edited(":BucketLifecycleConfiguration", "-lifecycle", (each) =>
        JSON.stringify(each.inputs).includes("daily") ? rewritten(/"days":30\b/g, '"days":3')(each) : each,
      ),
    },
    flags: [
      "dr/expiry-shortened/library-vault-primary-lifecycle",
      "prod/expiry-shortened/library-vault-primary-lifecycle",
      "prod/expiry-shortened/library-vault-replica-lifecycle",
    ],
  },
  {
    title: "a backup each quarter of an hour, made a daily one",
    after: { service: { ...service, backup: { ...service.backup, schedule: "0 2 * * *" } } },
    flags: [...both("recovery-job-rarer/library-jobs-backup"), "prod/alert-loosened/library-alerts"].sort(),
  },
  {
    title: "a verification that is suspended",
    after: { edit: edited(":CronJob", "-verify", rewritten(/"suspend":false/, '"suspend":true')) },
    on: ["prod"],
    flags: ["prod/environments-drift/library", "prod/recovery-job-suspended/library-jobs-verify"],
  },
  {
    title: "posture active on both environments",
    before: { outputs: outputs(49.8, "passive") },
    after: { outputs: outputs(49.8, "active") },
    flags: ["prod+dr/two-writers/library"],
  },
  {
    title: "a worse recovery point",
    before: { outputs: outputs(49.8, "passive") },
    after: { outputs: outputs(124, "passive") },
    flags: both("objective-worse/library"),
  },
  {
    title: "a Secret's value as a variable",
    after: {
      edit: edited(
        ":Deployment",
        "library-desk-deployment",
        rewritten(/"SIGNING_TOKEN_FILE","value":"[^"]*"/, '"SIGNING_TOKEN","value":"hunter2"'),
      ),
    },
    flags: both(`pods-restart/${DESK}-deployment`, `secret-in-plain-text/${DESK}-deployment`),
  },
  {
    title: "a Secret's value in a ConfigMap, encoded",
    after: {
      edit: edited(
        ":ConfigMap",
        "library-desk-config",
        rewritten(/"data":\{/, `"data":{"NOTE":"${Buffer.from("signing-word").toString("base64")}",`),
      ),
    },
    flags: both(`secret-in-plain-text/${DESK}-config`),
  },
  {
    title: "a password that is no secret to the engine any more",
    after: {
      edit: edited("postgresql:index/role:Role", "-login-role", rewritten(/"\[secret\]"/, '"hunter2"')),
    },
    on: ["prod"],
    flags: ["prod/environments-drift/library", "prod/secret-in-plain-text/library-posture-login-role"],
  },
  {
    title: "one replica in place of three",
    before: {
      service: { ...service, workloads: [{ ...desk, replicas: { primary: 3, standby: 3 } }, shelf] },
    },
    after: { service: { ...service, workloads: [{ ...desk, replicas: { primary: 1, standby: 1 } }, shelf] } },
    flags: [...both(`replicas-fewer/${DESK}-budget`), `prod/replicas-fewer/${DESK}-deployment`],
  },
  {
    title: "an alert that waits for an hour in place of a minute",
    after: { service: { ...service, thresholds: { ...service.thresholds, databaseDownMinutes: 60 } } },
    flags: both("alert-loosened/library-alerts"),
  },
  {
    title: "an alert that is removed",
    after: {
      edit: edited(":PrometheusRule", "-alerts", rewritten(/"alert":"Watchdog"/, '"alert":"Renamed"')),
    },
    flags: both("alert-loosened/library-alerts"),
  },
  {
    title: "dr alone has another image",
    after: {
      edit: edited(":Deployment", "-exporter-deployment", rewritten(/e{64}/, "f".repeat(64))),
    },
    on: ["dr"],
    flags: ["dr/environments-drift/library", "dr/pods-restart/library-scraping-exporter-deployment"],
  },
  {
    title: "WAL archived once an hour in place of each minute",
    before: archiving({}),
    after: archiving({ timeoutSeconds: 3600 }),
    flags: both("archive-later/library-server-configuration", "pods-restart/library-server-server"),
  },
  {
    title: "a repository that keeps backups for 3 days in place of 14",
    before: archiving({}),
    after: archiving({ keepDays: 3 }),
    flags: both(
      "pods-restart/library-server-server",
      "retention-shortened/library-server-configuration",
      "retention-shortened/library-server-jobs-configuration",
    ),
  },
  {
    title: "the lock of new backups, taken away",
    after: { edit: edited(":BucketObjectLockConfiguration", "-primary-lock", () => undefined) },
    flags: both("object-lock-shortened/library-vault-primary-lock"),
  },
  {
    title: "a shorter lock of a tier, in the job's settings",
    after: { edit: edited(":ConfigMap", "-jobs-settings", rewritten(/(\\"lockDays\\": )7/, "$12")) },
    flags: both("retention-shortened/library-jobs-settings"),
  },
  {
    title: "versioning suspended",
    after: {
      edit: edited(":BucketVersioning", "-primary-versioning", rewritten(/"Enabled"/, '"Suspended"')),
    },
    flags: both("versioning-off/library-vault-primary-versioning"),
  },
  {
    title: "protection taken away from the vault's key",
    after: { edit: edited("aws:kms/key:Key", "-key", (each) => ({ ...each, protect: false })) },
    flags: both("protection-removed/library-vault-key-key"),
  },
  {
    title: "nothing copied to the other region any more",
    after: { edit: edited(":BucketReplicationConfig", "-replication", () => undefined) },
    on: ["prod"],
    flags: ["prod/replica-removed/library-vault-replication"],
  },
  {
    title: "a bucket that may become public",
    after: {
      edit: edited(
        ":BucketPublicAccessBlock",
        "-primary-public-access",
        rewritten(/"blockPublicPolicy":true/, '"blockPublicPolicy":false'),
      ),
    },
    flags: both("public-access-opened/library-vault-primary-public-access"),
  },
  {
    title: "pods that anyone may reach",
    after: {
      edit: edited(
        ":NetworkPolicy",
        "-postgres-exporter",
        rewritten(/("ingress":\[.*?"from":)\[.*?\]/, "$1[]"),
      ),
    },
    flags: both("network-opened/library-base-postgres-exporter"),
  },
  {
    title: "a backup's role that may delete",
    after: { edit: edited(":RolePolicy", "identities-backup-policy", rewritten(/s3:PutObject/, "s3:*")) },
    flags: both("privilege-widened/library-identities-backup-policy"),
  },
  {
    title: "a container that may gain privileges",
    after: {
      edit: edited(
        ":CronJob",
        "-jobs-backup",
        rewritten(/"allowPrivilegeEscalation":false/, '"allowPrivilegeEscalation":true'),
      ),
    },
    flags: both("privilege-widened/library-jobs-backup"),
  },
  {
    title: "a role of the database that is a superuser",
    after: {
      edit: edited("role:Role", "-database-monitor", rewritten(/"superuser":false/, '"superuser":true')),
    },
    flags: both("privilege-widened/library-database-monitor"),
  },
  {
    title: "a role of the database that is dropped",
    after: { edit: edited("role:Role", "-database-backup", () => undefined) },
    flags: both("stateful-resource-deleted/library-database-backup"),
  },
  {
    title: "an alarm that notifies nobody",
    after: {
      edit: edited(
        ":MetricAlarm",
        "-alarms-late",
        rewritten(/"alarmActions":\[[^\]]*\]/, '"alarmActions":[]'),
      ),
    },
    on: ["prod"],
    flags: ["prod/alarm-loosened/library-vault-alarms-late"],
  },
];
