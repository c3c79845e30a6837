import { cronJobScheduleIsPlain } from "../../../../policies/rules/cron/cron-job-schedule-is-plain";
import { unknown, type Value } from "../../../../policies/support/input/value";
import { describeRule } from "../../support/cases";
import { job, jobSays, jobUndecided } from "../../support/job";

const scheduled = (schedule: Value) => [job({ "spec/schedule": schedule })];
const scheduleSays = (fault: string, remedy: string) =>
  jobSays(fault, "five plain fields are required", remedy);
const FIVE = "write minute, hour, day of month, month and day of week";
describeRule(cronJobScheduleIsPlain, [
  ...[
    "*/15 * * * *",
    "0 2 * * sun",
    "0 0 31 2 *",
    "@daily",
    "5,35 0-6/2 * jan-mar *",
    "0 2 */7 * *",
    "0 2 */1 * 0",
    "0 2 1-7,* * 0",
    "@every 1h",
    "@every 1h30m0.5s",
  ].map((schedule) => ({
    name: `accepts ${schedule}`,
    given: scheduled(schedule),
  })),
  ...["0 2 1-7 * 0", "0 2 */7 * 0", "0 2 1-7 * */7", "0 2 ?/2 * sun"].map((schedule) => ({
    name: `refuses the Sunday that is not in ${schedule}`,
    given: scheduled(schedule),
    says: scheduleSays(
      `schedule ${schedule} restricts day of month and day of week, and so runs on either`,
      "restrict one of the two and let the job check the other",
    ),
  })),
  ...(
    [
      ["0 24 * * *", "has hour 24", "keep hour within 0-23"],
      ["0 0 * * 7", "has day of week 7", "keep day of week within 0-6"],
      [
        "60 * 0 * *",
        "has minute 60, has day of month 0",
        "keep minute within 0-59, keep day of month within 1-31",
      ],
      ["0 0 2 * * *", "has 6 fields", FIVE],
      ["TZ=UTC 0 2 * * *", "has a time zone in it", "set the zone in timeZone"],
      ["constructor", "has 1 fields", FIVE],
      ["toString", "has 1 fields", FIVE],
      ["@every", "has 1 fields", FIVE],
      ["@every 0s", "has 2 fields", FIVE],
      ["@every day", "has 2 fields", FIVE],
    ] as const
  ).map(([schedule, fault, remedy]) => ({
    name: `refuses ${schedule}`,
    given: scheduled(schedule),
    says: scheduleSays(`schedule ${schedule} ${fault}`, remedy),
  })),
  {
    name: "refuses none",
    given: scheduled(null),
    says: scheduleSays("schedule absent is not a string", "write it as a string"),
  },
  { name: "cannot decide on unknown", given: scheduled(unknown), says: jobUndecided("spec.schedule") },
]);
