import { longestGapIn, longestGapMinutes } from "../../../lib/cron-gap";
import { isTimeZone } from "../../../lib/time-zone";
import { violation, type Finding } from "../../support/input/finding";
import {
  CRON_JOB,
  ENGINE,
  OBJECTIVES,
  purposeOf,
  statedMinutes,
} from "../../support/kubernetes/recovery-job";
import type { ResourceRule } from "../../support/rule";
import { numberSetting } from "../../support/input/setting";
import type { Subject } from "../../support/input/subject";

const SECONDS_PER_MINUTE = 60;
const MINUTES_PER_DAY = 1440;

const replicationMinutes = numberSetting(
  "replicationMinutes",
  15,
  "Minutes until a backup is in the other region: the limit of S3 replication time control.",
);

/** Minutes that a backup takes: as stated, or else its deadline. */
function runMinutes(job: Subject): number {
  const stated = statedMinutes(job, OBJECTIVES.backup);
  const deadline = job.inputs.at("spec", "jobTemplate", "spec", "activeDeadlineSeconds").number;
  return stated ?? (deadline ?? Infinity) / SECONDS_PER_MINUTE;
}

const shown = (minutes: number): string =>
  Number.isFinite(minutes) ? String(Math.round(minutes * 10) / 10) : "unbounded";

/** Minutes from one backup to the next: a run that outlasts the gap makes the next one skip. */
const intervalMinutes = (gap: number, run: number): number => gap * Math.max(1, Math.ceil(run / gap));

/** The same across a clock change of the job's zone, if that is longer, with a note for the message. @throws Undecided */
function overChanges(
  job: Subject,
  schedule: string,
  plain: number,
): { readonly interval: number; readonly why: string } {
  const zone = job.inputs.at("spec", "timeZone").text ?? "";
  const gap = isTimeZone(zone) ? (longestGapIn(schedule, zone) ?? 0) : 0;
  return gap > plain
    ? { interval: gap, why: ` when the clock of ${zone} changes` }
    : { interval: plain, why: "" };
}

/** Findings on dumps beside an archive, which keeps the RPO in their place. @throws Undecided */
function* besideArchive(
  job: Subject,
  { schedule, gap, objective }: { schedule: string; gap: number; objective: number },
): Iterable<Finding> {
  if ((statedMinutes(job, OBJECTIVES.loss) ?? Infinity) > objective)
    yield violation(
      job,
      `annotation ${OBJECTIVES.loss} is ${job.inputs.at("metadata", "annotations", OBJECTIVES.loss).shown}`,
      `${OBJECTIVES.rpo} is ${objective}`,
      "state the sum of archive_timeout and the push of a segment, and shorten it or raise the objective",
    );
  if (gap > MINUTES_PER_DAY)
    yield violation(
      job,
      `schedule ${schedule} leaves ${shown(gap)} minutes between two dumps`,
      `beside an archive, at most ${MINUTES_PER_DAY} are allowed`,
      "run it once a day: a dump is what remains if the archive is lost",
    );
}

/** An RPO of an hour cannot be met with one backup a day. */
export const backupScheduleMeetsItsObjective: ResourceRule = {
  name: "backup-schedule-meets-its-objective",
  demands:
    "The sum of a backup schedule's longest gap in its time zone, the backup's duration and its replication is at most the stated RPO; where an annotation lifeboat/engine names the archive, what that loses is, and a dump runs at least once a day.",
  sources: ["REL13-BP02", "STOCK-2", "trap 1"],
  profile: "recovery",
  labels: [
    "annotation lifeboat/rpo-minutes",
    "annotation lifeboat/backup-minutes",
    "annotation lifeboat/engine",
    "annotation lifeboat/loss-minutes",
  ],
  severity: "critical",
  types: [CRON_JOB],
  settings: [replicationMinutes],
  *check(subject, settings) {
    if (purposeOf(subject) !== "backup") return;
    const objective = statedMinutes(subject, OBJECTIVES.rpo);
    const schedule = subject.inputs.at("spec", "schedule").text ?? "";
    const gap = longestGapMinutes(schedule);
    // Other rules report a missing objective and a malformed schedule.
    if (objective === undefined || gap === undefined) return;
    if (subject.inputs.at("metadata", "annotations", ENGINE).text === "archive") {
      yield* besideArchive(subject, { schedule, gap, objective });
      return;
    }
    const run = runMinutes(subject);
    const replication = replicationMinutes.of(settings);
    const lost = (interval: number): number => interval + run + replication;
    const plain = intervalMinutes(gap, run);
    // If the objective is missed every day, clock changes do not matter.
    const { interval, why } =
      lost(plain) > objective ? { interval: plain, why: "" } : overChanges(subject, schedule, plain);
    if (lost(interval) > objective)
      yield violation(
        subject,
        `schedule ${schedule} may lose ${shown(lost(interval))} minutes: interval ${shown(interval)}${why}, backup ${shown(run)}, replication ${replication}`,
        `${OBJECTIVES.rpo} is ${objective}`,
        `run it more often, state ${OBJECTIVES.backup}, or raise the objective`,
      );
  },
};
