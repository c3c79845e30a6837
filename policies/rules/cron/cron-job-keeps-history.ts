import { violation } from "../../support/input/finding";
import type { ResourceRule } from "../../support/rule";
import { numberSetting } from "../../support/input/setting";

const maximum = numberSetting("maximum", 10, "Maximum finished runs of each kind to keep.");

/** The last failure must be available, and old runs must not fill the cluster. */
export const cronJobKeepsHistory: ResourceRule = {
  name: "cron-job-keeps-history",
  demands: "A CronJob keeps a few finished runs, successful and failed.",
  sources: ["kubernetes CronJob history limits", "KYB-8"],
  profile: "general",
  severity: "low",
  types: ["kubernetes:batch/v1:CronJob"],
  settings: [maximum],
  *check(subject, settings) {
    const most = maximum.of(settings);
    for (const field of ["successfulJobsHistoryLimit", "failedJobsHistoryLimit"]) {
      const kept = subject.inputs.at("spec", field);
      if (kept.number === undefined || kept.number < 1 || kept.number > most)
        yield violation(subject, `${field} is ${kept.shown}`, `1 to ${most} is required`, `set ${field}: 3`);
    }
  },
};
