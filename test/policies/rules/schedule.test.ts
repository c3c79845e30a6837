import { cronJobScheduleIsPlain } from "../../../policies/rules/cron-job-schedule-is-plain";
import { unknown, type Value } from "../../../policies/support/value";
import { describeRule } from "../support/cases";
import { job, jobSays, jobUndecided } from "../support/job";

const scheduled = (schedule: Value) => [job({ "spec/schedule": schedule })];
const scheduleSays = (fault: string) =>
  jobSays(
    fault,
    "five plain fields are asked for",
    "restrict one of the two days and let the job check the other",
  );
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
  ].map((schedule) => ({
    name: `accepts ${schedule}`,
    given: scheduled(schedule),
    says: [],
  })),
  ...["0 2 1-7 * 0", "0 2 */7 * 0", "0 2 1-7 * */7", "0 2 ?/2 * sun"].map((schedule) => ({
    name: `refuses the Sunday that is not in ${schedule}`,
    given: scheduled(schedule),
    says: scheduleSays(
      `schedule ${schedule} names a day of the month and a day of the week, and runs on either`,
    ),
  })),
  {
    name: "refuses an hour that is not",
    given: scheduled("0 24 * * *"),
    says: scheduleSays("schedule 0 24 * * * has hour 24"),
  },
  {
    name: "refuses a sixth field",
    given: scheduled("0 0 2 * * *"),
    says: scheduleSays("schedule 0 0 2 * * * has 6 fields"),
  },
  {
    name: "refuses a zone in it",
    given: scheduled("TZ=UTC 0 2 * * *"),
    says: scheduleSays("schedule TZ=UTC 0 2 * * * has a time zone in it"),
  },
  { name: "refuses none", given: scheduled(null), says: scheduleSays("schedule absent is no text") },
  { name: "cannot decide on unknown", given: scheduled(unknown), says: jobUndecided("spec.schedule") },
]);
