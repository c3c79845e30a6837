import { cronJob, jobLog, kubectl, pulumi, runAndAwait, runByHand, type Place } from "./command";
import type { Steps, StepTable } from "./types";

/** Prefix of the alerts' names, by job. */
const JOBS = {
  backup: "Backup",
  verify: "Verification",
  drill: "RestoreDrill",
  "config-backup": "ConfigBackup",
} as const;

const jobs = (place: Place) => kubectl(place, "get jobs --sort-by=.status.startTime");

const late =
  (job: string) =>
  (place: Place): Steps => ({
    look: [cronJob(place, job), jobs(place), jobLog(place, job)],
    remedy: runAndAwait(place, job, "2h"),
  });

const declaredAgain =
  (job: string) =>
  (place: Place): Steps => ({
    look: [kubectl(place, "get cronjobs"), pulumi(place, "preview --refresh --diff")],
    remedy: [pulumi(place, "up --refresh"), runByHand(place, job)],
  });

const failed =
  (job: string, then: string) =>
  (place: Place): Steps => ({
    look: [jobs(place), jobLog(place, job)],
    remedy: [runByHand(place, job)],
    then,
  });

/** A backup that does not restore is useless; the one before it may restore. */
const UNPROVED =
  "Do not rely on this backup until it restores. The log names the backup and the failed check. The alert fires until a run succeeds.";
const BY_EXIT_CODE = "The exit code shows the kind of failure: see the table of exit codes below.";

/** Steps for the jobs that back up, verify and restore. */
export const jobSteps: StepTable = {
  ...Object.fromEntries(
    Object.entries(JOBS).flatMap(([job, name]) => [
      [`${name}TooOld`, late(job)],
      [`${name}NeverSucceeded`, late(job)],
      [`${name}Suspended`, declaredAgain(job)],
      [`${name}Missing`, declaredAgain(job)],
      [`${name}Failed`, failed(job, job === "verify" || job === "drill" ? UNPROVED : BY_EXIT_CODE)],
    ]),
  ),
  BackupLate: late("backup"),
  RestoreFailed: (place) => ({
    look: [jobs(place), jobLog(place, "restore")],
    remedy: [runByHand(place, "restore")],
    then: "The serving database is not affected. Started like this, the job restores the newest backup beside it and does not switch: docs/restore.md.",
  }),
  StepFailed: (place) => ({
    look: [kubectl(place, "get jobs"), kubectl(place, "logs job/<job_name> --all-containers --tail=200")],
    remedy: [pulumi(place, "up")],
    then: "The change of posture stopped at this step; nothing is half-switched. Fix the cause, and pulumi up continues from here: docs/failover.md.",
  }),
};
