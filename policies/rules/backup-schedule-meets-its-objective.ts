import { longestGapMinutes } from "../support/cron-gap";
import { violation } from "../support/finding";
import { CRON_JOB, OBJECTIVES, purposeOf, statedMinutes } from "../support/recovery-job";
import type { ResourceRule } from "../support/rule";
import { numberSetting } from "../support/setting";
import type { Subject } from "../support/subject";

const SECONDS_PER_MINUTE = 60;

const replicationMinutes = numberSetting(
  "replicationMinutes",
  15,
  "Minutes until the other region has a backup: what S3 replication time control promises.",
);

/** Minutes that a backup takes: as stated, else as long as it is let. */
function runMinutes(job: Subject): number {
  const stated = statedMinutes(job, OBJECTIVES.backup);
  const deadline = job.inputs.at("spec", "jobTemplate", "spec", "activeDeadlineSeconds").number;
  return stated ?? (deadline ?? Infinity) / SECONDS_PER_MINUTE;
}

const shown = (minutes: number): string =>
  Number.isFinite(minutes) ? String(Math.round(minutes * 10) / 10) : "unbounded";

/** An RPO of an hour and a backup a day is a promise broken beforehand. */
export const backupScheduleMeetsItsObjective: ResourceRule = {
  name: "backup-schedule-meets-its-objective",
  demands:
    "The longest gap of a backup's schedule, its duration and the replication are together not longer than the stated RPO.",
  sources: ["REL13-BP02", "STOCK-2", "trap 1"],
  severity: "critical",
  types: [CRON_JOB],
  settings: [replicationMinutes],
  *check(subject, settings) {
    if (purposeOf(subject) !== "backup") return;
    const objective = statedMinutes(subject, OBJECTIVES.rpo);
    const gap = longestGapMinutes(subject.inputs.at("spec", "schedule").text ?? "");
    // Another rule tells of a missing objective, and another of a malformed schedule.
    if (objective === undefined || gap === undefined) return;
    const run = runMinutes(subject);
    // A run that outlasts the gap makes the next one be skipped.
    const interval = gap * Math.max(1, Math.ceil(run / gap));
    const replication = replicationMinutes.of(settings);
    if (interval + run + replication > objective)
      yield violation(
        subject,
        `schedule ${subject.inputs.at("spec", "schedule").shown} may lose ${shown(interval + run + replication)} minutes: interval ${shown(interval)}, backup ${shown(run)}, replication ${replication}`,
        `${OBJECTIVES.rpo} is ${objective}`,
        `run it more often, state ${OBJECTIVES.backup}, or promise less`,
      );
  },
};
