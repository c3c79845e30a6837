import { violation } from "../../support/input/finding";
import { CRON_JOB, OBJECTIVES, purposeOf, statedMinutes } from "../../support/kubernetes/recovery-job";
import type { ResourceRule } from "../../support/rule";

/** Without an objective, nothing can be measured. */
export const backupDeclaresItsObjectives: ResourceRule = {
  name: "backup-declares-its-objectives",
  demands: "A CronJob that backs up states the RPO and the RTO of its service, in minutes.",
  sources: ["REL13-BP01", "STOCK-2"],
  profile: "recovery",
  labels: ["annotation lifeboat/rpo-minutes", "annotation lifeboat/rto-minutes"],
  severity: "high",
  types: [CRON_JOB],
  *check(subject) {
    if (purposeOf(subject) !== "backup") return;
    for (const name of [OBJECTIVES.rpo, OBJECTIVES.rto])
      if (statedMinutes(subject, name) === undefined)
        yield violation(
          subject,
          `annotation ${name} is ${subject.inputs.at("metadata", "annotations", name).shown}`,
          "a number of minutes above 0 is required",
          `set the annotation ${name}`,
        );
  },
};
