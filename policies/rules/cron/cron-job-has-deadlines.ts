import { violation } from "../../support/input/finding";
import type { ResourceRule } from "../../support/rule";

/** A run that hangs ends, and missed starts do not stop all that would follow. */
export const cronJobHasDeadlines: ResourceRule = {
  name: "cron-job-has-deadlines",
  demands: "A CronJob bounds how late a run may start and how long it may take.",
  sources: ["kubernetes#42649", "KYB-8"],
  severity: "high",
  types: ["kubernetes:batch/v1:CronJob"],
  *check(subject) {
    const spec = subject.inputs.at("spec");
    const starting = spec.at("startingDeadlineSeconds");
    // Below ten seconds the controller, which looks every ten, may never start it.
    if ((starting.number ?? 0) < 10)
      yield violation(
        subject,
        `startingDeadlineSeconds is ${starting.shown}`,
        "at least 10 is asked for",
        "set how late a run may start",
      );
    const active = spec.at("jobTemplate", "spec", "activeDeadlineSeconds");
    if ((active.number ?? 0) < 1)
      yield violation(
        subject,
        `activeDeadlineSeconds is ${active.shown}`,
        "at least 1 is asked for",
        "set in jobTemplate.spec how long a run may take",
      );
  },
};
