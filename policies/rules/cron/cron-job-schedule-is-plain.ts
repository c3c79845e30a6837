import { everyMinutes, readCron, type CronFault } from "../../../lib/cron";
import { violation } from "../../support/input/finding";
import type { ResourceRule } from "../../support/rule";

const NO_TEXT: CronFault = { what: "is no text", remedy: "write it as text" };

const EITHER_DAY: CronFault = {
  what: "names a day of the month and a day of the week, and runs on either",
  remedy: "restrict one of the two days and let the job check the other",
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
    "A CronJob's schedule is valid and means one thing: not both a day of the month and a day of the week.",
  sources: ["kubernetes CronJob schedule", "trap 2"],
  severity: "high",
  types: ["kubernetes:batch/v1:CronJob"],
  *check(subject) {
    const schedule = subject.inputs.at("spec", "schedule");
    const faults = schedule.text === undefined ? [NO_TEXT] : faultsOf(schedule.text);
    if (faults.length > 0)
      yield violation(
        subject,
        `schedule ${schedule.shown} ${faults.map(({ what }) => what).join(", ")}`,
        "five plain fields are asked for",
        [...new Set(faults.map(({ remedy }) => remedy))].join(", "),
      );
  },
};
