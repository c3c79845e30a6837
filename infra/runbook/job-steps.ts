import { jobs, type Job } from "../catalog/jobs";
import {
  cronJob,
  jobLog,
  kubectl,
  pulumi,
  runAndFollow,
  runByHand,
  type Place,
  type Steps,
  type StepTable,
} from "./command";

const started = (place: Place) => kubectl(place, "get jobs --sort-by=.status.startTime");

/** Steps for a job that is overdue. */
export const lateRun =
  (job: string) =>
  (place: Place): Steps => ({
    look: [cronJob(place, job), started(place), jobLog(place, job)],
    remedy: runAndFollow(place, job),
  });

/** Steps for a CronJob that somebody suspended or deleted. */
export const declaredAgain =
  (job: string) =>
  (place: Place): Steps => ({
    look: [kubectl(place, "get cronjobs"), pulumi(place, "preview --refresh --diff")],
    remedy: [pulumi(place, "up --refresh"), runByHand(place, job)],
  });

/** Steps for a run that failed. */
export const failedRun =
  (job: string, then: string) =>
  (place: Place): Steps => ({
    look: [started(place), jobLog(place, job)],
    remedy: [runByHand(place, job)],
    then,
  });

/** A backup that does not restore is useless; the one before it may restore. */
const UNPROVED =
  "Do not rely on this backup until it restores. The log names the backup and the failed check. The alert fires until a run succeeds.";
const BY_EXIT_CODE =
  "The alert says what the exit codes of this job mean; the table below says what to do first.";

const stepsOf = ({ name, schedule, proves }: Job, alerts: NonNullable<Job["alerts"]>): StepTable => ({
  [`${alerts.name}Failed`]: failedRun(name, proves ? UNPROVED : BY_EXIT_CODE),
  ...(schedule === undefined
    ? {}
    : {
        [`${alerts.name}TooOld`]: lateRun(name),
        [`${alerts.name}NeverSucceeded`]: lateRun(name),
        [`${alerts.name}Suspended`]: declaredAgain(name),
        [`${alerts.name}Missing`]: declaredAgain(name),
      }),
});

/** Steps for the jobs that back up, verify and restore. */
export const jobSteps: StepTable = {
  ...Object.fromEntries(
    jobs.flatMap((job) => (job.alerts === undefined ? [] : Object.entries(stepsOf(job, job.alerts)))),
  ),
  BackupLate: lateRun("backup"),
  RestoreFailed: (place) => ({
    look: [started(place), jobLog(place, "restore")],
    remedy: [runByHand(place, "restore")],
    then: "The serving database is not affected. Started like this, the job restores the newest backup beside it and does not switch: docs/restore.md.",
  }),
  ConfigRestoreFailed: (place) => ({
    look: [started(place), jobLog(place, "config-restore")],
    remedy: [runByHand(place, "config-restore")],
    then: "The line config_restore_incomplete names each object that was not applied, and the API server's reason; all others are applied. Started like this, the job compares the newest backup with the cluster and writes nothing; the alert resolves when a run succeeds: docs/restore.md.",
  }),
  StepFailed: (place) => ({
    look: [kubectl(place, "get jobs"), kubectl(place, "logs job/<job_name> --all-containers --tail=200")],
    remedy: [pulumi(place, "up")],
    then: "The change of posture stopped at this step. With dumps nothing is half-switched: the restored database takes its name only after all checks. A replicated server may already be promoted: go on with pulumi up. Fix the cause, and pulumi up continues from here: docs/failover.md.",
  }),
};
