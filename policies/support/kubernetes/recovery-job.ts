import type { Subject } from "../input/subject";

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
const PART_OF = "app.kubernetes.io/part-of";

/** Labels that say what the rules look for. */
const KNOWN: readonly (string | undefined)[] = ["backup", "config-backup", "verify", "drill", "restore"];

/** Labels that say what a job belongs to, and not what it is for: a database's product or role, or nothing but a job. */
const BELONGING =
  /^(?:|data(?:base|store)|db|pg|postgres(?:ql)?|mysql|mariadb|mongo(?:db)?|redis|primary|storage|job|cronjob)$/i;

/** What a name says where no label does: configuration is no database. */
const BY_NAME: readonly (readonly [purpose: string, name: RegExp])[] = [
  ["config-backup", /config.*backup/i],
  ["drill", /drill|rehears|restore-test/i],
  ["verify", /verif/i],
  ["backup", /backup|dump/i],
];

/**
 * What a CronJob is for, by its label `app.kubernetes.io/component`, and by its name where no label says more than what the
 * job belongs to; `backup`, `verify` and `drill` are those that rules look for.
 * @throws Undecided while the label or the name is not known
 */
export function purposeOf(job: Subject): string | undefined {
  const label = job.inputs.at("metadata", "labels", COMPONENT).text;
  if (KNOWN.includes(label)) return label;
  const says = BELONGING.test(label ?? "") ? (job.inputs.at("metadata", "name").text ?? job.name) : label;
  return BY_NAME.find(([, pattern]) => pattern.test(says ?? ""))?.[0];
}

/** Words of a name that tell a purpose, a part of no service's name. */
const PURPOSE_WORDS = /^(?:config|backups?|dump|verif\w*|drill|rehears\w*|restore|test|job|cronjob)$/i;

/** What a job is of: the words of its name, but for those of its purpose. @throws Undecided */
function wordsOf(job: Subject): readonly string[] {
  const name = job.inputs.at("metadata", "name").text ?? job.name;
  return name.split(/[-_.]/).filter((word) => !PURPOSE_WORDS.test(word));
}

/**
 * True where a job may be of the same service as another: by its label `app.kubernetes.io/part-of` where both have one, and
 * by the words of its name, which may be fewer or more.
 * @throws Undecided
 */
export function isOfSameService(one: Subject, other: Subject): boolean {
  const [own, its] = [one, other].map((job) => job.inputs.at("metadata", "labels", PART_OF).text);
  if (own !== undefined && its !== undefined && own !== its) return false;
  const [some, more] = [wordsOf(one), wordsOf(other)].sort((few, many) => few.length - many.length);
  return some?.every((word) => more?.includes(word) === true) === true;
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
