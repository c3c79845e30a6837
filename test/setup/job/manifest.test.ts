import { describe, expect, it } from "vitest";
import { runName, STARTED_BY, withValues } from "../../../setup/job/manifest";

const template = {
  apiVersion: "batch/v1",
  kind: "Job",
  metadata: { name: "restore-1", annotations: { "cronjob.kubernetes.io/instantiate": "manual" } },
  spec: {
    backoffLimit: 2,
    template: {
      spec: {
        initContainers: [{ name: "init", env: [{ name: "RESTORE_BACKUP", value: "untouched" }] }],
        containers: [
          {
            name: "restore",
            image: "jobs@sha256:1",
            env: [
              { name: "RESTORE_BACKUP", value: "latest" },
              { name: "LIFEBOAT_NAME", valueFrom: { fieldRef: { fieldPath: "metadata.name" } } },
            ],
          },
        ],
      },
    },
  },
};

describe("the Job of a template", () => {
  it("has the operator's values in place of the template's, everything else of it, and who started it", () => {
    const job = withValues(template, { RESTORE_BACKUP: "label:x", RESTORE_SWITCH: "true" }, "ada@desk");
    expect(job).toMatchObject({
      metadata: {
        name: "restore-1",
        annotations: { "cronjob.kubernetes.io/instantiate": "manual", [STARTED_BY]: "ada@desk" },
      },
      spec: { backoffLimit: 2 },
    });
    expect(job.spec.template.spec.containers).toEqual([
      {
        name: "restore",
        image: "jobs@sha256:1",
        env: [
          { name: "LIFEBOAT_NAME", valueFrom: { fieldRef: { fieldPath: "metadata.name" } } },
          { name: "RESTORE_BACKUP", value: "label:x" },
          { name: "RESTORE_SWITCH", value: "true" },
        ],
      },
    ]);
    expect(job.spec.template.spec["initContainers"]).toEqual(template.spec.template.spec.initContainers);
  });

  it("must be a Job", () => {
    expect(() => withValues({ ...template, kind: "CronJob" }, {}, "x")).toThrow("kind");
  });

  it("has a name that no other run has, and that a label can hold", () => {
    const at = new Date("2026-01-31T12:00:05.123Z");
    expect(runName("restore", at)).toMatch(
      /^restore-20260131t120005z-[0-9a-f]{4}$|^restore-20260131t120005-[0-9a-f]{4}$/,
    );
    expect(runName("x".repeat(80), at)).toHaveLength(63);
    expect(new Set(Array.from({ length: 20 }, () => runName("a", at))).size).toBeGreaterThan(15);
  });
});
