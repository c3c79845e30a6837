import type { Subject } from "./subject";

/** Type token of the jobs that back up, verify and rehearse. */
export const CRON_JOB = "kubernetes:batch/v1:CronJob";

/** Annotations of a backup's CronJob, each a number of minutes. */
export const OBJECTIVES = {
  /** Most data that may be lost. */
  rpo: "lifeboat/rpo-minutes",
  /** Longest that the service may be away. */
  rto: "lifeboat/rto-minutes",
  /** From the failure until the service answers again: what detection, DNS, restore and start take together. */
  recovery: "lifeboat/recovery-minutes",
  /** From the snapshot until the backup is complete. */
  backup: "lifeboat/backup-minutes",
} as const;

const COMPONENT = "app.kubernetes.io/component";

/** Labels that say what a job is for; any other, as `database`, says what the job belongs to. */
const KNOWN: readonly (string | undefined)[] = ["backup", "config-backup", "verify", "drill", "restore"];

/** What a name says where no label does: configuration is no database. */
const BY_NAME: readonly (readonly [purpose: string, name: RegExp])[] = [
  ["config-backup", /config.*backup/i],
  ["drill", /drill|rehears|restore-test/i],
  ["verify", /verif/i],
  ["backup", /backup|dump/i],
];

/**
 * What a CronJob is for: its label `app.kubernetes.io/component` where that is a known purpose, else what its name says;
 * `backup`, `verify` and `drill` are those that rules look for.
 * @throws Undecided while the label or the name is not known
 */
export function purposeOf(job: Subject): string | undefined {
  const label = job.inputs.at("metadata", "labels", COMPONENT).text;
  if (KNOWN.includes(label)) return label;
  const name = job.inputs.at("metadata", "name").text ?? job.name;
  return BY_NAME.find(([, pattern]) => pattern.test(name))?.[0];
}

/** Namespace that an object names; `default` where it names none. @throws Undecided */
export function namespaceOf(subject: Subject): string {
  return subject.inputs.at("metadata", "namespace").text ?? "default";
}

/** Minutes that an annotation states; undefined where it is no number above zero. @throws Undecided */
export function statedMinutes(job: Subject, annotation: string): number | undefined {
  const minutes = Number(job.inputs.at("metadata", "annotations", annotation).text ?? NaN);
  return minutes > 0 && Number.isFinite(minutes) ? minutes : undefined;
}
