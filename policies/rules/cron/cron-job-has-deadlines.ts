import { violation } from "../../support/input/finding";
import type { ResourceRule } from "../../support/rule";

/** A hanging run must end, and missed starts must not block later ones. */
export const cronJobHasDeadlines: ResourceRule = {
  name: "cron-job-has-deadlines",
  demands: "A CronJob limits how late a run may start and how long it may take.",
  sources: ["kubernetes#42649", "KYB-8"],
  profile: "general",
  severity: "high",
  types: ["kubernetes:batch/v1:CronJob"],
  *check(subject) {
    const spec = subject.inputs.at("spec");
    const starting = spec.at("startingDeadlineSeconds");
    // The controller checks every ten seconds, and may never start a run with a shorter deadline.
    if ((starting.number ?? 0) < 10)
      yield violation(
        subject,
        `startingDeadlineSeconds is ${starting.shown}`,
        "at least 10 is required",
        "set how late a run may start",
      );
    const active = spec.at("jobTemplate", "spec", "activeDeadlineSeconds");
    if ((active.number ?? 0) < 1)
      yield violation(
        subject,
        `activeDeadlineSeconds is ${active.shown}`,
        "at least 1 is required",
        "set in jobTemplate.spec how long a run may take",
      );
  },
};
