import { violation } from "../../support/input/finding";
import { CRON_JOB, OBJECTIVES, purposeOf, statedMinutes } from "../../support/kubernetes/recovery-job";
import type { ResourceRule } from "../../support/rule";

/** An RTO must be backed by the sum of its steps. */
export const recoveryMeetsItsObjective: ResourceRule = {
  name: "recovery-meets-its-objective",
  demands:
    "A CronJob that backs up states how long a recovery takes, in minutes, and that is at most the stated RTO.",
  sources: ["REL13-BP01", "REL13-BP02", "STOCK-2", "trap 1"],
  profile: "recovery",
  labels: ["annotation lifeboat/rto-minutes", "annotation lifeboat/recovery-minutes"],
  severity: "critical",
  types: [CRON_JOB],
  *check(subject) {
    if (purposeOf(subject) !== "backup") return;
    const objective = statedMinutes(subject, OBJECTIVES.rto);
    // Another rule reports a missing objective.
    if (objective === undefined) return;
    const recovery = statedMinutes(subject, OBJECTIVES.recovery) ?? Infinity;
    if (recovery > objective)
      yield violation(
        subject,
        `annotation ${OBJECTIVES.recovery} is ${subject.inputs.at("metadata", "annotations", OBJECTIVES.recovery).shown}`,
        `${OBJECTIVES.rto} is ${objective}`,
        "state the sum of detection, DNS, restore or promotion, and start, and shorten it or raise the objective",
      );
  },
};
