import { describe, expect, it } from "vitest";
import { jobFromCronJob } from "../../../sandbox/cluster/job";
import { podManifest } from "../../support/pod-manifest";

const CRON_JOB = {
  apiVersion: "batch/v1",
  kind: "CronJob",
  metadata: { name: "restore", namespace: "tests" },
  spec: {
    suspend: true,
    jobTemplate: {
      metadata: { labels: { a: "b" } },
      spec: {
        backoffLimit: 0,
        template: {
          spec: podManifest({
            command: ["/bin/true"],
            container: {
              env: [
                { name: "RESTORE_BACKUP", value: "latest" },
                { name: "HOME", value: "/work" },
              ],
            },
          }).spec,
        },
      },
    },
  },
};

describe("a Job from a CronJob", () => {
  it("is the template, marked as made by hand", () => {
    const job = jobFromCronJob(CRON_JOB, { name: "restore-now" });
    expect(job.metadata).toMatchObject({
      name: "restore-now",
      namespace: "tests",
      labels: { a: "b" },
      annotations: { "cronjob.kubernetes.io/instantiate": "manual" },
    });
    expect(job.spec).toEqual(CRON_JOB.spec.jobTemplate.spec);
  });

  it("gets a name of its own when none is given", () => {
    expect(jobFromCronJob(CRON_JOB).metadata.name).toMatch(/^restore-[0-9a-f]{6}$/);
  });

  it("has variables set in their place, new ones last, without touching the CronJob", () => {
    const before = structuredClone(CRON_JOB);
    const job = jobFromCronJob(CRON_JOB, { env: { NEW: "1", RESTORE_BACKUP: "x" } });
    expect(job.spec.template.spec.containers[0]?.env).toEqual([
      { name: "RESTORE_BACKUP", value: "x" },
      { name: "HOME", value: "/work" },
      { name: "NEW", value: "1" },
    ]);
    expect(CRON_JOB).toEqual(before);
  });

  it("is refused for another kind", () => {
    expect(() => jobFromCronJob({ ...CRON_JOB, kind: "Job" })).toThrow("CronJob cannot be run as it is");
  });
});
