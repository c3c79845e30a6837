import { cronFaults } from "../support/cron";
import { violation } from "../support/finding";
import type { ResourceRule } from "../support/rule";

/** `0 2 1-7 * 0` is not the first Sunday: cron runs it on the first seven days and on every Sunday. */
export const cronJobScheduleIsPlain: ResourceRule = {
  name: "cron-job-schedule-is-plain",
  demands:
    "A CronJob's schedule is valid and means one thing: not both a day of the month and a day of the week.",
  sources: ["kubernetes CronJob schedule", "trap 2"],
  severity: "high",
  types: ["kubernetes:batch/v1:CronJob"],
  *check(subject) {
    const schedule = subject.inputs.at("spec", "schedule");
    const faults = schedule.text === undefined ? ["is no text"] : cronFaults(schedule.text);
    if (faults.length > 0)
      yield violation(
        subject,
        `schedule ${schedule.shown} ${faults.join(", ")}`,
        "five plain fields are asked for",
        "restrict one of the two days and let the job check the other",
      );
  },
};
