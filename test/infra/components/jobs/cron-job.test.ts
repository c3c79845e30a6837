import { describe, expect, it } from "vitest";
import { failurePolicy, scheduled } from "../../../../infra/components/jobs/cron-job";

const cron = {
  schedule: "0 3 * * *",
  timeZone: "Etc/UTC",
  suspend: true,
  startingDeadlineSeconds: 300,
};

describe("scheduled", () => {
  it("puts a Job's spec into a CronJob's, which forbids overlap and keeps a history", () => {
    expect(scheduled(cron, { labels: { a: "b" }, spec: { backoffLimit: 2 } })).toEqual({
      ...cron,
      concurrencyPolicy: "Forbid",
      successfulJobsHistoryLimit: 3,
      failedJobsHistoryLimit: 5,
      jobTemplate: {
        metadata: { labels: { a: "b" } },
        spec: { backoffLimit: 2, ttlSecondsAfterFinished: 604_800 },
      },
    });
  });
});

describe("failurePolicy", () => {
  it("ends a Job at codes that no retry fixes, and counts no try that the cluster ended", () => {
    expect(failurePolicy("keeper", [5, 6]).rules).toEqual([
      { action: "FailJob", onExitCodes: { containerName: "keeper", operator: "In", values: [5, 6] } },
      { action: "Ignore", onPodConditions: [{ type: "DisruptionTarget", status: "True" }] },
    ]);
  });
});
