import { jobs } from "../catalog/jobs";
import { cronJob, jobLog, kubectl, pulumi, runAndAwait, runByHand, type Place } from "./command";
import type { Steps, StepTable } from "./types";

const started = (place: Place) => kubectl(place, "get jobs --sort-by=.status.startTime");

const late =
  (job: string) =>
  (place: Place): Steps => ({
    look: [cronJob(place, job), started(place), jobLog(place, job)],
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
    look: [started(place), jobLog(place, job)],
    remedy: [runByHand(place, job)],
    then,
  });

/** A backup that does not restore is none: the one before it may. */
const UNPROVED =
  "Until it restores, do not count on this backup: the log names the backup and the check that failed; the alert stays until a run succeeds.";
const BY_EXIT_CODE = "The exit code says which kind it is: see the table of exit codes below.";

/** Steps for what backs up, verifies and restores. */
export const jobSteps: StepTable = {
  ...Object.fromEntries(
    jobs
      .filter(({ schedule }) => schedule !== undefined)
      .flatMap(({ name, proves, alerts }) => [
        [`${alerts.name}TooOld`, late(name)],
        [`${alerts.name}NeverSucceeded`, late(name)],
        [`${alerts.name}Suspended`, declaredAgain(name)],
        [`${alerts.name}Missing`, declaredAgain(name)],
        [`${alerts.name}Failed`, failed(name, proves ? UNPROVED : BY_EXIT_CODE)],
      ]),
  ),
  BackupLate: late("backup"),
  RestoreFailed: (place) => ({
    look: [started(place), jobLog(place, "restore")],
    remedy: [runByHand(place, "restore")],
    then: "The database that served goes on serving. Started so, the job restores the newest backup beside it and switches nothing: docs/restore.md.",
  }),
  StepFailed: (place) => ({
    look: [kubectl(place, "get jobs"), kubectl(place, "logs job/<job_name> --all-containers --tail=200")],
    remedy: [pulumi(place, "up")],
    then: "The change of posture stopped at this step and left nothing half-switched; pulumi up goes on from there: docs/failover.md.",
  }),
};
