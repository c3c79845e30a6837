import { expect, it } from "vitest";
import { podOfJob, podOfTemplate } from "../../../sandbox/cluster/pod-manifest";
import { jobFromCronJob } from "../../../sandbox/cluster/job";

const template = {
  metadata: { labels: { app: "shop" }, annotations: { note: "of the template" } },
  spec: { restartPolicy: "Never", containers: [{ name: "backup", image: "jobs:1" }] },
};
const job = (spec: object) =>
  jobFromCronJob(
    {
      kind: "CronJob",
      metadata: { name: "shop-backup", namespace: "shop" },
      spec: { jobTemplate: { spec: { template, ...spec } } },
    },
    { name: "by-hand" },
  );

it("makes a pod of a template, whose spec it leaves as it is", () => {
  expect(podOfTemplate(template, { name: "one", namespace: "two" })).toEqual({
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      name: "one",
      namespace: "two",
      labels: { app: "shop" },
      annotations: { note: "of the template" },
    },
    spec: template.spec,
  });
});

it("makes the pod of a Job, with the labels by which a pod knows its Job", () => {
  const { metadata, spec } = podOfJob(job({}));
  expect(metadata).toEqual({
    name: "by-hand",
    namespace: "shop",
    labels: { app: "shop", "batch.kubernetes.io/job-name": "by-hand", "job-name": "by-hand" },
    annotations: { note: "of the template" },
  });
  expect(spec["activeDeadlineSeconds"]).toBeUndefined();
});

it("gives it the Job's deadline, or its own where that is shorter", () => {
  const own = (seconds: number) => ({
    template: { ...template, spec: { ...template.spec, activeDeadlineSeconds: seconds } },
  });
  expect(podOfJob(job({ activeDeadlineSeconds: 60 })).spec["activeDeadlineSeconds"]).toBe(60);
  expect(podOfJob(job({ activeDeadlineSeconds: 60, ...own(30) })).spec["activeDeadlineSeconds"]).toBe(30);
});
