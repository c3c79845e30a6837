import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import { runOnceJob, type RunOnceJobArgs } from "../../../../infra/components/jobs/run-once-job";
import { keeper, keeperLabels } from "../../../support/workload-fixture";
import { declared } from "../../../support/pulumi-mocks";

/** The Job, and how long Pulumi waits for it. */
async function made(change: Partial<RunOnceJobArgs> = {}) {
  const timeouts: unknown[] = [];
  const note: pulumi.ResourceTransformation = ({ opts }) => {
    if ("customTimeouts" in opts) timeouts.push(opts.customTimeouts);
    return undefined;
  };
  const { resources } = await declared(() => {
    const parent = new pulumi.ComponentResource(
      "test:index:Parent",
      "parent",
      {},
      { transformations: [note] },
    );
    const args = { ...keeper, namespace: "library", onChange: "nothing", dependsOn: [] } as const;
    runOnceJob("keep", { ...args, ...change }, parent);
  });
  return { job: resources.one("kubernetes:batch/v1:Job", "keep"), timeouts };
}

describe("runOnceJob", () => {
  it("is a Job with its pod's labels, named by the provider and replaced after a failure", async () => {
    const { job } = await made();
    expect(job.parent).toBe("parent");
    expect(job.inputs).toMatchObject({
      metadata: {
        namespace: "library",
        labels: keeperLabels,
        annotations: {
          "pulumi.com/replaceUnready": "true",
          "kube-score/ignore": "container-image-pull-policy",
        },
      },
      spec: { activeDeadlineSeconds: 900, template: { spec: { serviceAccountName: "keeper" } } },
    });
    expect(job.inputs["metadata"]).not.toHaveProperty("name");
    expect((await made({ name: "kept" })).job.inputs).toMatchObject({ metadata: { name: "kept" } });
  });

  it("stays in the cluster, or it would run again after a refresh", async () => {
    expect((await made()).job.inputs["spec"]).not.toHaveProperty("ttlSecondsAfterFinished");
  });

  it("retries twice, counts no disrupted pod as an attempt, and names no exit code that fails it at once", async () => {
    expect((await made()).job.inputs["spec"]).toMatchObject({
      backoffLimit: 2,
      podFailurePolicy: {
        rules: [{ action: "Ignore", onPodConditions: [{ type: "DisruptionTarget", status: "True" }] }],
      },
    });
  });

  it("fails with its first pod where it has no retries", async () => {
    const { spec } = (await made({ retries: 0 })).job.inputs;
    expect(spec).toMatchObject({ backoffLimit: 0 });
    expect(spec).not.toHaveProperty("podFailurePolicy");
  });

  it("is waited for longer than it may run", async () => {
    expect((await made()).timeouts).toEqual([{ create: "1200s" }]);
  });

  it("is waited for by nobody where that is said", async () => {
    const { job, timeouts } = await made({ awaited: false });
    expect(timeouts).toEqual([]);
    expect(job.inputs).toMatchObject({ metadata: { annotations: { "pulumi.com/skipAwait": "true" } } });
    expect(JSON.stringify(job.inputs)).not.toContain("replaceUnready");
  });

  it("stays as it ran, or is another Job for every change that the API refuses", async () => {
    const { job: stays } = await made();
    expect(stays.ignoreChanges).toEqual(["spec", "metadata.labels"]);
    expect(stays.replaceOnChanges).toEqual([]);
    const { job: again } = await made({ onChange: "runAgain" });
    expect(again.ignoreChanges).toEqual([]);
    expect(again.replaceOnChanges).toContain("spec.podFailurePolicy");
  });
});
