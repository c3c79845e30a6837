import { databaseDefaults } from "./common";
import { ID, isNumber, matches, POINT, TIME, wholeNumber, yesOrNo, type JobParameter } from "./job-parameter";

/** What may be set for one run of a job. */
export interface JobChoices {
  /** What it does, as a short sentence without a full stop. */
  readonly what: string;
  readonly parameters: readonly JobParameter[];
  /** The parameter that makes a run change nothing when it is `true`. @default none: the job has no dry run */
  readonly dryRun?: string;
}

/** Which bucket is read. */
const from = (standard: string): JobParameter => ({
  name: "RESTORE_FROM",
  what: "bucket to read: what this environment restores from, its own, or what the other one wrote",
  limit: "source, vault or peer",
  accepts: matches(/^(source|vault|peer)$/),
  default: standard,
});

const backupLabel: JobParameter = {
  name: "BACKUP_LABEL",
  what: "label by which a restore finds this backup",
  limit: "lower case, digits, . and -, at most 63 characters",
  accepts: matches(/^[a-z0-9.-]{0,63}$/),
  default: "",
};

/** Limits of a terminated session. */
const TERMINATE = "TERMINATE";

/** What may be set for a run of each job of a service, by the job's name. */
export const jobChoices = {
  backup: { what: "backs up the database now", parameters: [backupLabel] },
  verify: {
    what: "restores the newest backup for proof, and reads an older one",
    parameters: [
      {
        name: "VERIFY_RANDOM",
        what: "how far the older one is proved",
        limit: "checksum or full",
        accepts: matches(/^(checksum|full)$/),
        default: "checksum",
      },
    ],
  },
  drill: { what: "restores two backups in full for proof, and measures", parameters: [] },
  "config-backup": { what: "backs up the objects of the namespace now", parameters: [] },
  restore: {
    what: "restores a backup beside the serving database, and switches to it if asked",
    parameters: [
      {
        name: "RESTORE_BACKUP",
        what: "which backup; a time means the newest at or before it",
        limit: "latest, a backup's id, label:<label>, or an RFC 3339 time with its zone",
        accepts: matches(new RegExp(`^(latest|${ID}|label:[a-z0-9.-]{1,63}|${TIME})$`)),
        default: "latest",
        declared: true,
      },
      {
        name: "RESTORE_TARGET",
        what: "name of the new database; empty for one by the backup's id",
        limit: "empty, or lower case, digits and _, at most 63 characters, not beginning with a digit",
        accepts: matches(/^([a-z_][a-z0-9_]{0,62})?$/),
        default: "",
        declared: true,
      },
      {
        ...yesOrNo("RESTORE_SWITCH", "whether it takes the serving database's name", "false"),
        declared: true,
      },
      yesOrNo("RESTORE_SAFETY", "whether the serving database is backed up before a switch", "true"),
      from("source"),
      wholeNumber(
        "RESTORE_WAIT_SECONDS",
        "how long to look again for a backup that does not exist yet",
        [0, 86400],
        0,
      ),
      wholeNumber("RESTORE_KEEP_BEFORE", "how many replaced databases stay after a switch", [1, 1000], 2),
      {
        name: "RESTORE_ACCEPT",
        what: "entries of the dump that may be left out",
        limit: "kinds, or KIND schema name, with commas between them",
        accepts: matches(/^[^\r\n]*$/),
        default: "",
      },
    ],
  },
  "config-restore": {
    what: "compares a configuration backup with the cluster, and applies it if asked",
    dryRun: "CONFIG_DRY_RUN",
    parameters: [
      {
        name: "CONFIG_BACKUP",
        what: "which configuration backup; a time means the newest at or before it",
        limit: "latest, a configuration backup's id, or an RFC 3339 time with its zone",
        accepts: matches(new RegExp(`^(latest|${ID}|${TIME})$`)),
        default: "latest",
        declared: true,
      },
      { ...yesOrNo("CONFIG_DRY_RUN", "whether it only compares", "true"), declared: true },
      {
        name: "CONFIG_ONLY",
        what: "which objects; empty for all that Pulumi does not declare",
        limit: "empty, or kind/name or kind/*, with commas between several",
        accepts: matches(/^([A-Za-z]+\/([A-Za-z0-9][A-Za-z0-9.:_-]*|\*)(,(?=.)|$))*$/),
        default: "",
        declared: true,
      },
      from("vault"),
    ],
  },
  diagnose: {
    what: "reports on connections, locks, slow queries, sizes, bloat and indexes; reads only",
    parameters: [
      {
        ...wholeNumber("DIAGNOSE_ROWS", "most rows of each table of the report", [1, 100], 15),
        declared: true,
      },
    ],
  },
  terminate: {
    what: "ends sessions of the database: idle ones, one, or all but those of jobs",
    dryRun: "TERMINATE_DRY_RUN",
    parameters: [
      {
        name: TERMINATE,
        what: "which sessions",
        limit: "idle, one or all",
        accepts: matches(/^(idle|one|all)$/),
      },
      {
        ...yesOrNo("TERMINATE_DRY_RUN", "whether it only lists them", "false"),
        declared: true,
      },
      {
        ...wholeNumber(
          "TERMINATE_IDLE_MINUTES",
          "of idle: how long a session has done nothing",
          [0, 10080],
          databaseDefaults.settings.idleSessionMinutes,
        ),
        declared: true,
      },
      {
        name: "TERMINATE_PID",
        what: "of one: its process id, as diagnose prints it",
        limit: "a whole number from 1 to 999999999",
        accepts: isNumber(1, 999_999_999),
        default: "",
        declared: true,
        neededWith: { name: TERMINATE, value: "one" },
      },
      {
        name: "TERMINATE_BACKEND_START",
        what: "of one: when it began, as diagnose prints it: a process id is used again",
        limit: "an RFC 3339 time with its zone",
        accepts: matches(new RegExp(`^${TIME}$`)),
        default: "",
        declared: true,
        neededWith: { name: TERMINATE, value: "one" },
      },
      {
        ...wholeNumber(
          "TERMINATE_WARNING_SECONDS",
          "of all: how long it waits after its warning",
          [0, 3600],
          300,
        ),
        declared: true,
      },
    ],
  },
  purge: {
    what: "empties the CDN's cache, and checks that it fills again",
    parameters: [
      wholeNumber("PURGE_TIMEOUT_SECONDS", "longest purge with all its attempts and checks", [1, 3600], 240),
      wholeNumber("PURGE_REQUEST_SECONDS", "longest wait for one response", [1, 60], 10),
    ],
  },
  "archive-full": { what: "takes a full physical backup now", parameters: [] },
  "archive-differential": { what: "takes a differential physical backup now", parameters: [] },
  "archive-incremental": { what: "takes an incremental physical backup now", parameters: [] },
  "archive-verify": { what: "checks every file of both repositories", parameters: [] },
  "archive-drill": {
    what: "restores the server to a point in time, onto a volume of its own",
    parameters: [
      {
        name: "RESTORE_TO",
        what: "point in time; empty for the newest state",
        limit: "empty, a time with its zone, immediate, name:<restore point> or xid:<transaction>",
        accepts: matches(new RegExp(`^(immediate|name:.+|xid:\\d+|${POINT})?$`)),
        default: "",
      },
      {
        name: "RESTORE_REPOSITORY",
        what: "1 this region's repository, 2 the other's; empty: they take turns by month",
        limit: "empty, 1 or 2",
        accepts: matches(/^[12]?$/),
        default: "",
      },
      wholeNumber("RESTORE_HOLD_MINUTES", "how long the copy stays open", [0, 99999], 0),
    ],
  },
} as const satisfies Readonly<Record<string, JobChoices>>;

const rows = new Map<string, JobChoices>(Object.entries(jobChoices));

/** What may be set for a run of a job. @throws Error where no job of that name has a row */
export function choicesOf(job: string): JobChoices {
  const found = rows.get(job);
  if (found === undefined) throw new Error(`job ${job}: has no row in jobChoices`);
  return found;
}

/** Defaults that a job's template has; what is needed is empty there, and refused until somebody gives it. */
export function declaredDefaults(job: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    (rows.get(job)?.parameters ?? []).flatMap(({ name, default: standard, declared }) =>
      declared === true ? [[name, standard ?? ""]] : [],
    ),
  );
}
