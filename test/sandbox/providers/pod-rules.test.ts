import { describe, expect, it } from "vitest";
import { checkPods } from "../../../sandbox/providers/kubernetes/pod-rules";
import { kubernetes } from "../../../sandbox/providers/kubernetes";
import { checkResource } from "../../../sandbox/providers/resource-check";
import { UNKNOWN, type PropertyMap, type Value } from "../../../sandbox/providers/value";
import { contextOf, operation } from "./operation";

const labels = { app: "desk" };
const podSpec = {
  volumes: [{ name: "tmp", emptyDir: {} }],
  initContainers: [{ name: "check", volumeMounts: [{ name: "tmp", mountPath: "/work" }] }],
  containers: [{ name: "desk", volumeMounts: [{ name: "tmp", mountPath: "/tmp" }] }],
};

const deployment = (spec: PropertyMap): PropertyMap => ({
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "desk", namespace: "library" },
  spec: { selector: { matchLabels: labels }, template: { metadata: { labels }, spec: podSpec }, ...spec },
});

const job = (restartPolicy: Value | undefined): PropertyMap => ({
  apiVersion: "batch/v1",
  kind: "Job",
  spec: { template: { spec: { ...podSpec, restartPolicy } } },
});

const properties = (inputs: PropertyMap) => checkPods(inputs).map(({ property }) => property);

describe("checkPods accepts", () => {
  it.each([
    ["a Deployment that selects its own pods", deployment({})],
    [
      "a Deployment with fewer labels in its selector",
      deployment({ template: { metadata: { labels: { ...labels, tier: "api" } }, spec: podSpec } }),
    ],
    [
      "a label that is not known yet",
      deployment({ template: { metadata: { labels: { app: UNKNOWN } }, spec: podSpec } }),
    ],
    ["a template that is not known yet", deployment({ template: UNKNOWN })],
    ["a Job that runs to its end", job("Never")],
    ["a restart policy that is not known yet", job(UNKNOWN)],
    ["what makes no pods", { apiVersion: "v1", kind: "Service", spec: { selector: labels } }],
  ])("%s", (_name, inputs) => {
    expect(checkPods(inputs)).toEqual([]);
  });
});

describe("checkPods refuses", () => {
  it.each([
    [
      "a selector of other pods",
      deployment({ selector: { matchLabels: { app: "shelf" } } }),
      "spec.selector",
    ],
    ["no selector", deployment({ selector: {} }), "spec.selector"],
    [
      "a Deployment that ends",
      deployment({ template: { metadata: { labels }, spec: { ...podSpec, restartPolicy: "Never" } } }),
      "spec.template.spec.restartPolicy",
    ],
    ["a Job that never ends", job("Always"), "spec.template.spec.restartPolicy"],
    ["a Job that says nothing of its end", job(undefined), "spec.template.spec.restartPolicy"],
    [
      "a mount without a volume",
      deployment({ template: { metadata: { labels }, spec: { ...podSpec, volumes: [] } } }),
      "spec.template.spec.containers[0].volumeMounts",
    ],
    [
      "an init container's too",
      deployment({ template: { metadata: { labels }, spec: { ...podSpec, volumes: [] } } }),
      "spec.template.spec.initContainers[0].volumeMounts",
    ],
  ])("%s", (_name, inputs, property) => {
    expect(properties(inputs)).toContain(property);
  });

  it("and tells the value and what to do", () => {
    expect(checkPods(deployment({ selector: { matchLabels: { app: "desk", tier: "api" } } }))).toEqual([
      {
        property: "spec.selector",
        reason: "The selector's tier is not a label of the template: the two must agree.",
      },
    ]);
  });
});

describe("the kubernetes provider", () => {
  it("checks the pods of an object with its name", () => {
    const type = "kubernetes:batch/v1:Job";
    const { kind } = operation(kubernetes, type, {});
    const { failures } = checkResource(kubernetes, kind, contextOf(type), job("Always"), undefined, "seed");
    expect(failures.map(({ property }) => property)).toEqual(["spec.template.spec.restartPolicy"]);
  });
});
