import type { PriorityName } from "./priorities";
import type { Area, Backup, Posture, SeverityName } from "./types";

/** A job that every service has. */
interface Row {
  /** Also that of its script. */
  readonly name: string;
  /** Key of the service's schedule. Absent where it runs only when somebody starts it. */
  readonly schedule?: keyof Backup & `${string}chedule`;
  /** True where its schedule must fire in every month. @default false */
  readonly everyMonth?: boolean;
  /** Postures in which it runs by its schedule. */
  readonly runsIn: readonly Posture[];
  /** Seconds after its time within which a run may still begin. */
  readonly startWithinSeconds: number;
  /** How often a run moves the whole database out and in; its deadline follows. */
  readonly moves: { readonly dumps: number; readonly restores: number };
  /** Who goes first in a full cluster. */
  readonly priority: PriorityName;
  /** Account that it has in the cluster and in AWS; `probe` has no rights in AWS. */
  readonly identity: "backup" | "configBackup" | "configRestore" | "restore" | "probe";
  /** Login whose password it mounts. Absent where it talks to no database. */
  readonly login?: "backup" | "restore";
  /** True where it restores for proof alone: into a scratch database, and what the environment itself writes once it serves. @default false */
  readonly proves?: boolean;
  /** True where it opens backups with the private key. @default false */
  readonly opensBackups?: boolean;
  /** True where it reads, in every posture, what this environment itself wrote. @default false */
  readonly readsOwn?: boolean;
  /** True where it talks to the Kubernetes API. @default false */
  readonly apiToken?: boolean;
  /** Exit codes after which another attempt must not follow, beside those of every job. @default none */
  readonly finalExitCodes?: readonly number[];
  /** Absent where the operator who starts it follows it to its end. */
  readonly alerts?: {
    /** Beginning of the alerts' names. */
    readonly name: string;
    /** What it does, as a noun. */
    readonly noun: string;
    /** When it is overdue, suspended or deleted. */
    readonly severity: SeverityName;
    /** When a run fails. */
    readonly failed: SeverityName;
    readonly area: Area;
    /** What its exit codes mean, where they are not those of most jobs. @default 3 database, 4 no backup, 5 permission, 6 configuration */
    readonly exitCodes?: string;
  };
  /** Title of the panel that shows how long ago it last succeeded. Absent where it has no schedule. */
  readonly ageTitle?: string;
}

/** What a job that restores for proof alone has. */
const proof = {
  runsIn: ["active", "passive"],
  startWithinSeconds: 3600,
  // The newest and a random older one: the drill restores both, and the verification reads the older one through.
  moves: { dumps: 0, restores: 2 },
  priority: "periodic",
  identity: "restore",
  login: "restore",
  proves: true,
  opensBackups: true,
} as const satisfies Partial<Row>;

const rows = [
  {
    name: "backup",
    schedule: "schedule",
    runsIn: ["active", "safe"],
    startWithinSeconds: 300,
    moves: { dumps: 1, restores: 0 },
    priority: "backup",
    identity: "backup",
    login: "backup",
    alerts: {
      name: "Backup",
      noun: "backup",
      severity: "P1",
      failed: "P2",
      area: "data",
      exitCodes: "3 database, 5 permission, 6 configuration",
    },
    ageTitle: "Newest backup",
  },
  {
    name: "verify",
    schedule: "verifySchedule",
    ...proof,
    alerts: {
      name: "Verification",
      noun: "restore verification",
      severity: "P2",
      failed: "P1",
      area: "data",
      exitCodes:
        "1 a backup does not restore as it was, 3 database, 4 no backup, 5 permission, 6 configuration",
    },
    ageTitle: "Last verified restore",
  },
  {
    name: "drill",
    schedule: "drillSchedule",
    // KYB-8.
    everyMonth: true,
    ...proof,
    // An objective was missed (KYB-8): the next attempt might meet it, count as the month's success and hide that.
    finalExitCodes: [1],
    alerts: {
      name: "RestoreDrill",
      noun: "restore drill",
      severity: "P2",
      failed: "P1",
      area: "data",
      exitCodes:
        "1 the RPO or RTO was missed, or a backup does not restore as it was, 3 database, 4 no backup, 5 permission, 6 configuration",
    },
    ageTitle: "Last restore drill",
  },
  {
    name: "config-backup",
    schedule: "configSchedule",
    runsIn: ["active", "passive", "safe"],
    startWithinSeconds: 3600,
    moves: { dumps: 0, restores: 0 },
    priority: "backup",
    identity: "configBackup",
    apiToken: true,
    alerts: {
      name: "ConfigBackup",
      noun: "configuration backup",
      severity: "P2",
      failed: "P3",
      area: "infrastructure",
      exitCodes: "5 permission, 6 configuration",
    },
    ageTitle: "Newest configuration backup",
  },
  {
    name: "restore",
    runsIn: [],
    startWithinSeconds: 300,
    // The safety dump of what is there comes before the switch.
    moves: { dumps: 1, restores: 1 },
    priority: "recovery",
    identity: "restore",
    login: "restore",
    opensBackups: true,
    alerts: { name: "Restore", noun: "restore", severity: "P1", failed: "P1", area: "database" },
  },
  {
    name: "config-restore",
    runsIn: [],
    startWithinSeconds: 300,
    moves: { dumps: 0, restores: 0 },
    priority: "recovery",
    identity: "configRestore",
    opensBackups: true,
    // Objects of the other environment have its hosts and secrets in them.
    readsOwn: true,
    apiToken: true,
    // What the API server refused, it refuses again; the log of another attempt would only repeat the list.
    finalExitCodes: [1],
    alerts: {
      name: "ConfigRestore",
      noun: "configuration restore",
      severity: "P2",
      failed: "P2",
      area: "infrastructure",
      exitCodes: "1 the API server refused objects, 2 arguments, 4 no backup, 5 permission, 6 configuration",
    },
  },
  {
    name: "diagnose",
    runsIn: [],
    startWithinSeconds: 300,
    moves: { dumps: 0, restores: 0 },
    priority: "recovery",
    identity: "probe",
    login: "backup",
  },
  {
    name: "terminate",
    runsIn: [],
    startWithinSeconds: 300,
    moves: { dumps: 0, restores: 0 },
    priority: "recovery",
    identity: "probe",
    login: "backup",
    // Some sessions are left, or the server is: another attempt would end those that have begun since.
    finalExitCodes: [1, 3],
  },
] as const satisfies readonly Row[];

/** Name of a job that every service has. */
export type JobName = (typeof rows)[number]["name"];

/** One job that every service has. */
export interface Job extends Row {
  readonly name: JobName;
}

/**
 * The jobs of every service, in the order in which they are declared. A row here is a CronJob, its deadline, its alerts,
 * their steps in the runbook, and its panel.
 */
export const jobs: readonly Job[] = rows;

/** Steps of a posture change, and the jobs; the name is also that of the script. */
export type StepName = "fence-check" | "restore" | "gate" | "migration-backup" | "smoke" | "fence";

/** Whatever runs in a job's pod: jobs, steps, and what only services with a CDN have. */
export type PodName = JobName | StepName | "purge";

/** Whether this is the name of a job, and not of a check or a step that runs as one. */
export const isJob = (name: string): name is JobName => jobs.some((job) => job.name === name);

/** The row of a job. */
export function jobNamed(name: JobName): Job {
  const found = jobs.find((job) => job.name === name);
  if (found === undefined) throw new Error(`job ${name}: has no row`);
  return found;
}

/** Who goes first in a full cluster: what recovers, then what is promised by the hour, last what a later run makes up for. */
export function priorityOf(pod: PodName): PriorityName {
  if (isJob(pod)) return jobNamed(pod).priority;
  return pod === "purge" ? "backup" : "recovery";
}
