import type { Subject } from "../input/subject";

/** Type token of jobs that back up, verify and rehearse. */
export const CRON_JOB = "kubernetes:batch/v1:CronJob";

/** Annotation with the engine that keeps the RPO in place of the job's own dumps; `archive` is known. */
export const ENGINE = "lifeboat/engine";

/** Annotations of a backup's CronJob, each a number of minutes. */
export const OBJECTIVES = {
  /** Maximum data loss. */
  rpo: "lifeboat/rpo-minutes",
  /** Maximum downtime. */
  rto: "lifeboat/rto-minutes",
  /** Maximum data loss of the archive, where the annotation of the engine names it. */
  loss: "lifeboat/loss-minutes",
  /** From the failure until the service responds again: the sum of detection, DNS, restore or promotion, and start. */
  recovery: "lifeboat/recovery-minutes",
  /** From the snapshot until the backup is complete. */
  backup: "lifeboat/backup-minutes",
} as const;

const COMPONENT = "app.kubernetes.io/component";
const PART_OF = "app.kubernetes.io/part-of";

/** Labels that the rules read. */
const KNOWN: readonly (string | undefined)[] = [
  "backup",
  "config-backup",
  "config-restore",
  "verify",
  "drill",
  "restore",
];

/** Labels that do not show a job's purpose: a database's product or role, or just "job". */
const BELONGING =
  /^(?:|data(?:base|store)|db|pg|postgres(?:ql)?|mysql|mariadb|mongo(?:db)?|redis|primary|storage|job|cronjob)$/i;

/** Purposes by name, if no label shows one; a backup of configuration is not one of a database. */
const BY_NAME: readonly (readonly [purpose: string, name: RegExp])[] = [
  ["config-backup", /config.*backup/i],
  ["drill", /drill|rehears|restore-test/i],
  ["verify", /verif/i],
  ["backup", /backup|dump/i],
];

/**
 * Purpose of a CronJob, by its label `app.kubernetes.io/component`, or by its name if no label shows it; rules use
 * `backup`, `verify` and `drill`.
 * @throws Undecided while the label or the name is unknown
 */
export function purposeOf(job: Subject): string | undefined {
  const label = job.inputs.at("metadata", "labels", COMPONENT).text;
  if (KNOWN.includes(label)) return label;
  const says = BELONGING.test(label ?? "") ? (job.inputs.at("metadata", "name").text ?? job.name) : label;
  return BY_NAME.find(([, pattern]) => pattern.test(says ?? ""))?.[0];
}

/** Words of a name that show a purpose and belong to no service's name. */
const PURPOSE_WORDS = /^(?:config|backups?|dump|verif\w*|drill|rehears\w*|restore|test|job|cronjob)$/i;

/** Service of a job: the words of its name without those of its purpose. @throws Undecided */
function wordsOf(job: Subject): readonly string[] {
  const name = job.inputs.at("metadata", "name").text ?? job.name;
  return name.split(/[-_.]/).filter((word) => !PURPOSE_WORDS.test(word));
}

/**
 * Whether two jobs may belong to the same service: by the label `app.kubernetes.io/part-of` if both have one, and by the
 * words of their names, of which one may have more.
 * @throws Undecided
 */
export function isOfSameService(one: Subject, other: Subject): boolean {
  const [own, its] = [one, other].map((job) => job.inputs.at("metadata", "labels", PART_OF).text);
  if (own !== undefined && its !== undefined && own !== its) return false;
  const [some, more] = [wordsOf(one), wordsOf(other)].sort((few, many) => few.length - many.length);
  return some?.every((word) => more?.includes(word) === true) === true;
}

/** Namespace of an object; `default` if it names none. @throws Undecided */
export function namespaceOf(subject: Subject): string {
  return subject.inputs.at("metadata", "namespace").text ?? "default";
}

/** Minutes in an annotation; undefined if it is not a number above zero. @throws Undecided */
export function statedMinutes(job: Subject, annotation: string): number | undefined {
  const minutes = Number(job.inputs.at("metadata", "annotations", annotation).text ?? NaN);
  return minutes > 0 && Number.isFinite(minutes) ? minutes : undefined;
}
