import { violation } from "../../support/input/finding";
import type { ResourceRule } from "../../support/rule";

/** Two dumps at once slow each other down, and their objects mix. */
export const cronJobForbidsOverlap: ResourceRule = {
  name: "cron-job-forbids-overlap",
  demands: "A CronJob does not start while its last run is still active.",
  sources: ["kubernetes CronJob concurrencyPolicy", "trap 11"],
  profile: "general",
  severity: "medium",
  types: ["kubernetes:batch/v1:CronJob"],
  *check(subject) {
    const policy = subject.inputs.at("spec", "concurrencyPolicy");
    if (policy.text !== "Forbid")
      yield violation(
        subject,
        `concurrencyPolicy is ${policy.shown}`,
        "Forbid is required",
        "set concurrencyPolicy: Forbid",
      );
  },
};
