import { everyMinutes, readCron, type CronFault } from "../../../lib/cron";
import { violation } from "../../support/input/finding";
import type { ResourceRule } from "../../support/rule";

const NO_TEXT: CronFault = { what: "is not a string", remedy: "write it as a string" };

const EITHER_DAY: CronFault = {
  what: "restricts day of month and day of week, and so runs on either",
  remedy: "restrict one of the two and let the job check the other",
};

function faultsOf(text: string): readonly CronFault[] {
  if (everyMinutes(text) !== undefined) return [];
  const { schedule, faults } = readCron(text);
  return faults ?? (schedule.eitherDay ? [EITHER_DAY] : []);
}

/** `0 2 1-7 * 0` is not the first Sunday: cron runs it on the first seven days and on every Sunday. */
export const cronJobScheduleIsPlain: ResourceRule = {
  name: "cron-job-schedule-is-plain",
  demands:
    "A CronJob's schedule is valid and unambiguous: it does not restrict both day of month and day of week.",
  sources: ["kubernetes CronJob schedule", "trap 2"],
  profile: "general",
  severity: "high",
  types: ["kubernetes:batch/v1:CronJob"],
  *check(subject) {
    const schedule = subject.inputs.at("spec", "schedule");
    const faults = schedule.text === undefined ? [NO_TEXT] : faultsOf(schedule.text);
    if (faults.length > 0)
      yield violation(
        subject,
        `schedule ${schedule.shown} ${faults.map(({ what }) => what).join(", ")}`,
        "five plain fields are required",
        [...new Set(faults.map(({ remedy }) => remedy))].join(", "),
      );
  },
};
