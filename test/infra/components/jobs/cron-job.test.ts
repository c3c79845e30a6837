import { describe, expect, it } from "vitest";
import { cronJobSpec } from "../../../../infra/components/jobs/cron-job";
import { keeper, keeperLabels } from "../../../support/workload-fixture";

const cron = {
  schedule: "0 3 * * *",
  timeZone: "Etc/UTC",
  suspend: true,
  startingDeadlineSeconds: 300,
};
const run = { ...cron, ...keeper };

describe("cronJobSpec", () => {
  it("runs a pod by its schedule, without overlap, within a deadline, and keeps a history", () => {
    const { podFailurePolicy } = cronJobSpec(run).jobTemplate.spec;
    expect(cronJobSpec(run)).toEqual({
      ...cron,
      concurrencyPolicy: "Forbid",
      successfulJobsHistoryLimit: 3,
      failedJobsHistoryLimit: 5,
      jobTemplate: {
        metadata: { labels: keeperLabels },
        spec: {
          activeDeadlineSeconds: 900,
          backoffLimit: 2,
          podFailurePolicy,
          ttlSecondsAfterFinished: 604_800,
          template: keeper.template,
        },
      },
    });
  });

  it("fails a Job at exit codes that no retry fixes, and counts no attempt that the cluster ended", () => {
    const rules = (values: readonly number[]) => [
      { action: "FailJob", onExitCodes: { containerName: "keeper", operator: "In", values } },
      { action: "Ignore", onPodConditions: [{ type: "DisruptionTarget", status: "True" }] },
    ];
    const policy = (more: object) => cronJobSpec({ ...run, ...more }).jobTemplate.spec.podFailurePolicy;
    expect(policy({}).rules).toEqual(rules([2, 4, 5, 6]));
    expect(policy({ finalExitCodes: [5] }).rules).toEqual(rules([5]));
  });
});
