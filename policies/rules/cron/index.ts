import type { Rule } from "../../support/rule";
import { cronJobForbidsOverlap } from "./cron-job-forbids-overlap";
import { cronJobHasDeadlines } from "./cron-job-has-deadlines";
import { cronJobKeepsHistory } from "./cron-job-keeps-history";
import { cronJobNamesItsTimeZone } from "./cron-job-names-its-time-zone";
import { cronJobScheduleIsPlain } from "./cron-job-schedule-is-plain";

/** In the order of the README. */
export const cronRules: readonly Rule[] = [
  cronJobForbidsOverlap,
  cronJobHasDeadlines,
  cronJobNamesItsTimeZone,
  cronJobKeepsHistory,
  cronJobScheduleIsPlain,
];
