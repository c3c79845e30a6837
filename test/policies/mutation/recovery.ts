import { isFields, isList, type Value } from "../../../policies/support/input/value";
import { alerts } from "./alerts";
import { kinds } from "./kinds";
import type { Given, Mutation } from "./mutation";
import { but, changed, gone, with1 } from "./table";

/** CronJobs that back up a database. */
const BACKUP = /-jobs-backup$/;
/** CronJobs that do not. */
const notBackups = /config-backup$|(?<!-backup)$/;

/** Alerts on only a backup's age, or only its absence. */
const backupAlerts = ["BackupLate|BackupTooOld", "BackupMissing"];
const without =
  (alert: string) =>
  (rules: Value | undefined): Value | undefined =>
    isList(rules)
      ? rules.filter(
          (rule) =>
            !isFields(rule) || typeof rule["alert"] !== "string" || !alert.split("|").includes(rule["alert"]),
        )
      : rules;

const COMPONENT = "metadata labels app.kubernetes.io/component";
const STATED = "metadata annotations lifeboat";

const CLAIM = with1({ name: "data", persistentVolumeClaim: { claimName: "data" } });
/** What runs all the time keeps data, in a namespace with a backup. */
const keeping: readonly Given[] = [
  { of: kinds.lasting, at: "pod volumes", to: CLAIM },
  { of: kinds.daemonSet, at: "metadata namespace", to: "jackpot-service" },
];
/** What must then be backed up. */
const byVolume: readonly Mutation[] = [
  ...changed("volume-has-a-backup", kinds.daemonSet, [["pod volumes", CLAIM]]),
  ...changed("volume-has-a-backup", kinds.deployment, [["pod volumes", CLAIM]], undefined, {
    given: [{ of: kinds.deployment, at: "metadata namespace", to: "elsewhere" }],
  }),
  ...changed(
    "volume-has-a-backup",
    kinds.statefulSet,
    [
      ["pod volumes", CLAIM],
      ["spec volumeClaimTemplates", with1({ metadata: { name: "data" } })],
    ],
    undefined,
    {
      given: [
        { of: kinds.statefulSet, at: "metadata namespace", to: "elsewhere" },
        { of: kinds.statefulSet, at: "pod volumes", to: [] },
      ],
    },
  ),
  ...changed("volume-has-a-backup", kinds.lasting, [["metadata namespace", "elsewhere"]], undefined, {
    given: keeping,
  }),
  ...changed(
    "volume-has-a-backup",
    kinds.cronJob,
    [
      [COMPONENT, "restore"],
      ["metadata namespace", "elsewhere"],
    ],
    notBackups,
    { given: keeping },
  ),
];

const PART_OF = "metadata labels app.kubernetes.io/part-of";
/** All services in one namespace, distinguished by labels and names. */
const together: Given = { of: kinds.cronJob, at: "metadata namespace", to: "shared" };

const byService: readonly Mutation[] = [
  ...changed(
    "backup-is-verified-and-rehearsed",
    kinds.cronJob,
    [[PART_OF, "other"]],
    but("-(verify|drill)$"),
    {
      given: [together],
    },
  ),
  ...changed(
    "backup-is-verified-and-rehearsed",
    kinds.cronJob,
    [["metadata name", "other-verify"]],
    but("-verify$"),
    {
      given: [together, { of: kinds.cronJob, at: PART_OF, to: "lifeboat" }],
    },
  ),
];

const CONNECTION = [
  { name: "PGHOST", value: "another" },
  { name: "PGDATABASE", value: "another" },
] as const;

/** No archive keeps the RPO. */
const dumpsAlone: Given = { of: kinds.cronJob, at: `${STATED}/engine`, to: undefined };

/** An archive keeps it, beside a dump a day. */
const besideArchive: readonly Given[] = [
  { of: kinds.cronJob, named: BACKUP, at: "spec schedule", to: "0 2 * * *" },
  { of: kinds.cronJob, named: BACKUP, at: `${STATED}/engine`, to: "archive" },
  { of: kinds.cronJob, named: BACKUP, at: `${STATED}/loss-minutes`, to: "6" },
];

const backups: readonly Mutation[] = [
  ...gone("backup-is-verified-and-rehearsed", kinds.cronJob, /(?<!-verify|-drill)$/),
  ...changed(
    "backup-is-verified-and-rehearsed",
    kinds.cronJob,
    [
      [COMPONENT, "restore"],
      ["metadata namespace", "elsewhere"],
    ],
    /(?<!-verify|-drill)$/,
  ),
  ...changed(
    "backup-declares-its-objectives",
    kinds.cronJob,
    [
      [`${STATED}/rpo-minutes`, undefined],
      [`${STATED}/rto-minutes`, undefined],
      [`${STATED}/rpo-minutes`, "0"],
      [`${STATED}/rto-minutes`, "soon"],
    ],
    notBackups,
  ),
  ...changed(
    "backup-schedule-meets-its-objective",
    kinds.cronJob,
    [
      ["spec schedule", "*/10 * * * 1-6"],
      [`${STATED}/rpo-minutes`, "1"],
      // Without a stated duration the deadline counts, which is longer.
      [STATED.replace(" lifeboat", ""), { "lifeboat/rpo-minutes": "45" }],
    ],
    notBackups,
  ),
  ...changed(
    "backup-schedule-meets-its-objective",
    kinds.cronJob,
    [
      ["spec schedule", "0 * * * *"],
      [`${STATED}/rpo-minutes`, "20"],
      [`${STATED}/backup-minutes`, "45"],
    ],
    notBackups,
    { given: [dumpsAlone] },
  ),
  ...changed(
    "backup-schedule-meets-its-objective",
    kinds.cronJob,
    [
      [`${STATED}/engine`, undefined],
      [`${STATED}/engine`, "tape"],
      [`${STATED}/loss-minutes`, "61"],
      [`${STATED}/loss-minutes`, undefined],
    ],
    notBackups,
    { given: besideArchive },
  ),
  ...changed("backup-declares-its-objectives", kinds.cronJob, [[COMPONENT, "backup"]], but("-verify$")),
  ...changed(
    "recovery-meets-its-objective",
    kinds.cronJob,
    [
      [`${STATED}/recovery-minutes`, "241"],
      [`${STATED}/recovery-minutes`, undefined],
      [`${STATED}/rto-minutes`, "1"],
    ],
    notBackups,
  ),
  ...changed("recovery-meets-its-objective", kinds.cronJob, [[COMPONENT, "backup"]], but("-verify$"), {
    given: [{ of: kinds.cronJob, at: "metadata annotations", to: { "lifeboat/rto-minutes": "240" } }],
  }),
  ...changed("database-has-a-backup", kinds.cronJob, [[COMPONENT, "restore"]], notBackups),
  ...gone("database-has-a-backup", kinds.cronJob, notBackups),
  ...changed("database-has-a-backup", kinds.pods, [["container env", with1(...CONNECTION)]], /-jobs-backup$/),
  ...changed("backup-schedule-meets-its-objective", kinds.cronJob, [[COMPONENT, "backup"]], but("-verify$"), {
    given: [{ of: kinds.cronJob, at: "metadata annotations", to: { "lifeboat/rpo-minutes": "20" } }],
  }),
  ...changed(
    "backup-schedule-meets-its-objective",
    kinds.cronJob,
    [["spec jobTemplate spec activeDeadlineSeconds", 7200]],
    notBackups,
    { given: [dumpsAlone, { of: kinds.cronJob, at: `${STATED}/backup-minutes`, to: undefined }] },
  ),
  ...changed(
    "backup-schedule-meets-its-objective",
    kinds.cronJob,
    [["spec timeZone", "America/New_York"]],
    notBackups,
    {
      given: [
        dumpsAlone,
        { of: kinds.cronJob, at: "spec schedule", to: "30 2 * * *" },
        { of: kinds.cronJob, at: `${STATED}/rpo-minutes`, to: "2000" },
      ],
    },
  ),
  ...changed("backup-has-its-alerts", kinds.cronJob, [[COMPONENT, "backup"]], but("-restore$"), {
    stack: "prod",
    given: [{ of: kinds.cronJob, named: /-restore$/, at: "spec suspend", to: false }],
  }),
  ...changed(
    "backup-has-its-alerts",
    kinds.alertRules,
    [["spec groups * rules * alert", (alert) => (alert === "BackupMissing" ? undefined : alert)]],
    undefined,
    { stack: "prod" },
  ),
  ...changed("backup-has-its-alerts", kinds.cronJob, [["spec suspend", false]], notBackups, { stack: "dr" }),
  {
    rule: "backup-has-its-alerts",
    breaks: "no alert",
    of: kinds.alertRules,
    stack: "prod",
    at: "spec groups",
    to: [],
  },
  {
    rule: "backup-has-its-alerts",
    breaks: "no resource with alerts",
    of: kinds.alertRules,
    stack: "prod",
    gone: "all",
  },
  // In a passive environment the backup is suspended, and no alert on it fires.
  ...["name", "namespace"].map((part): Mutation => ({
    rule: "backup-has-its-alerts",
    breaks: `alerts on another ${part}`,
    of: kinds.cronJob,
    except: notBackups,
    stack: "prod",
    at: `metadata ${part}`,
    to: "another",
  })),
  ...backupAlerts.map((alert): Mutation => ({
    rule: "backup-has-its-alerts",
    breaks: `no ${alert}`,
    of: kinds.alertRules,
    stack: "prod",
    at: "spec groups * rules",
    to: without(alert),
  })),
  ...changed("replication-is-timed", kinds.bucketReplication, [
    ["rules * destination replicationTime", undefined],
    ["rules * destination replicationTime status", "Disabled"],
    ["rules * destination replicationTime time minutes", 30],
    ["rules * destination metrics status", "Disabled"],
  ]),
  ...changed("replication-is-timed", kinds.bucketReplication, [["rules * status", "Enabled"]], undefined, {
    given: [
      { of: kinds.bucketReplication, at: "rules * status", to: "Disabled" },
      { of: kinds.bucketReplication, at: "rules * destination metrics", to: undefined },
    ],
  }),
  ...changed("replication-leaves-deletions-behind", kinds.bucketReplication, [
    ["rules * deleteMarkerReplication status", "Enabled"],
    ["rules * deleteMarkerReplication", undefined],
  ]),
];

/** What the rules on recovery and alerts guard. */
export const recovery: readonly Mutation[] = [...backups, ...byService, ...byVolume, ...alerts];
