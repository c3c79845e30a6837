import { besideIn } from "../input/groups";
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

/** Purposes of other labels, such as `postgres-backup`; a backup of configuration is not one of a database. */
const BY_WORD: readonly (readonly [purpose: string, name: RegExp])[] = [
  ["config-backup", /(?:^|-)config-backup$/i],
  ["drill", /(?:^|-)(?:drill|rehearsal|restore-test)$/i],
  ["verify", /(?:^|-)(?:verify|verification)$/i],
  ["backup", /(?:^|[-_])(?:backup|(?:pg_)?dump(?:all)?)$/i],
];

/**
 * Purpose of a CronJob, by its label `app.kubernetes.io/component` alone: `verify-emails` verifies no backup, and
 * `cleanup-old-backups` is none. Rules use `backup`, `verify` and `drill`.
 * @throws Undecided while the label is unknown
 */
export function purposeOf(job: Subject): string | undefined {
  const label = job.inputs.at("metadata", "labels", COMPONENT).text ?? "";
  if (KNOWN.includes(label)) return label;
  return BY_WORD.find(([, pattern]) => pattern.test(label))?.[0];
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

/** Of some objects those of the namespace of another, and those of an unknown one. */
export const beside = (subjects: readonly Subject[], subject: Subject): readonly Subject[] =>
  besideIn(subjects, subject, namespaceOf);

/** Minutes in an annotation; undefined if it is not a number above zero. @throws Undecided */
export function statedMinutes(job: Subject, annotation: string): number | undefined {
  const minutes = Number(job.inputs.at("metadata", "annotations", annotation).text ?? NaN);
  return minutes > 0 && Number.isFinite(minutes) ? minutes : undefined;
}
