import * as pulumi from "@pulumi/pulumi";
import { Namespace } from "@pulumi/kubernetes/core/v1/namespace";
import { beforeAll, describe, expect, it } from "vitest";
import {
  ServiceWorkloads,
  type ServiceWorkloadsArgs,
} from "../../../../infra/components/workloads/service-workloads";
import { priorityClassNames } from "../../../../infra/components/pod/priority-classes";
import { declared, type Resources } from "../../../support/pulumi-mocks";
import { fromConfig, libraryImages, libraryLogin, staffedLibrary } from "../../../support/workload-fixture";

const DEPLOYMENT = "kubernetes:apps/v1:Deployment";
const SERVICE = "kubernetes:core/v1:Service";
const names = ["shelf", "library-desk", "binder"] as const;

const args: ServiceWorkloadsArgs = {
  service: staffedLibrary,
  role: "primary",
  posture: "active",
  horizon: "now",
  namespace: "library-system",
  images: libraryImages,
  database: libraryLogin,
  externalSecrets: { SIGNING_TOKEN: pulumi.secret("signed") },
  secretSource: fromConfig,
  priorityClasses: priorityClassNames("standby"),
  labels: { "app.kubernetes.io/managed-by": "pulumi" },
  dependsOn: [],
};

/** What is declared if one resource must be done before pods may run. */
async function made(changed: Partial<ServiceWorkloadsArgs> = {}) {
  return declared(() => {
    const restored = new Namespace("restored");
    return new ServiceWorkloads("app", { ...args, dependsOn: [restored], ...changed });
  });
}

const replicas = (resources: Resources) =>
  names.map((name) => {
    const { spec } = resources.one(DEPLOYMENT, `app-${name}-deployment`).inputs;
    return typeof spec === "object" && spec !== null && "replicas" in spec ? spec.replicas : "none";
  });

describe("ServiceWorkloads", () => {
  let resources: Resources;
  let result: ServiceWorkloads;
  beforeAll(async () => {
    ({ resources, result } = await made());
  });

  it("is a Deployment for each workload, a Service where traffic goes to it, and what they need", () => {
    expect(resources.counts()).toEqual({
      [DEPLOYMENT]: 3,
      [SERVICE]: 2,
      "kubernetes:core/v1:ServiceAccount": 3,
      "kubernetes:core/v1:Secret": 2,
      "kubernetes:core/v1:ConfigMap": 3,
      "kubernetes:policy/v1:PodDisruptionBudget": 2,
      "lifeboat:index:ServiceWorkloads": 1,
      "lifeboat:index:WorkloadDeployment": 3,
      "kubernetes:core/v1:Namespace": 1,
    });
  });

  it("hands out the Deployments in the catalog's order", async () => {
    const urns = await Promise.all(
      result.deployments.map(async ({ urn }) => new Promise<string>((resolve) => void urn.apply(resolve))),
    );
    expect(urns.map((urn) => urn.split("::").at(-1))).toEqual(names.map((name) => `app-${name}-deployment`));
  });

  it("runs the image of each workload's repository", () => {
    for (const [name, image] of [
      ["shelf", libraryImages.shelf],
      ["library-desk", libraryImages["library/desk"]],
      ["binder", libraryImages["library/desk"]],
    ] as const)
      expect(JSON.stringify(resources.one(DEPLOYMENT, `app-${name}-deployment`).inputs), name).toContain(
        `"image":"${image}"`,
      );
  });

  it("puts each Service before the pods of its workload, under the name that callers know", () => {
    expect(resources.one(SERVICE, "app-shelf-service").inputs).toMatchObject({
      metadata: {
        name: "shelf-service",
        namespace: "library-system",
        labels: { "app.kubernetes.io/managed-by": "pulumi", "app.kubernetes.io/component": "cache" },
      },
      spec: { selector: { "app.kubernetes.io/name": "shelf" }, ports: [{ port: 6379 }] },
    });
  });

  it("waits for no pods behind a Service: a standby has none", () => {
    for (const { inputs } of resources.all(SERVICE))
      expect(inputs).toMatchObject({ metadata: { annotations: { "pulumi.com/skipAwait": "true" } } });
  });

  it("lets only the Deployments wait for what must be done before", () => {
    for (const { type, name, dependsOn } of resources.list)
      expect(dependsOn.includes("restored"), name).toBe(type === DEPLOYMENT);
  });

  it("starts one workload after the other, in the catalog's order, and all after the Services", () => {
    const before = (name: string) =>
      resources
        .one(DEPLOYMENT, `app-${name}-deployment`)
        .dependsOn.filter((each) => /-(deployment|service)$/.test(each));
    const fronts = ["app-library-desk-service", "app-shelf-service"];
    expect(before("shelf")).toEqual(fronts);
    expect(before("library-desk")).toEqual(expect.arrayContaining([...fronts, "app-shelf-deployment"]));
    expect(before("library-desk")).toHaveLength(3);
    expect(before("binder")).toEqual(
      expect.arrayContaining(["app-library-desk-deployment", "app-shelf-deployment"]),
    );
  });
});

describe("ServiceWorkloads by posture", () => {
  it.each([
    ["primary", "active", [1, 4, 4]],
    ["standby", "active", [1, 3, 3]],
    ["primary", "safe", [1, 2, 2]],
    ["primary", "fenced", [1, 0, 0]],
    ["standby", "passive", [0, 0, 0]],
  ] as const)("%s %s runs %j replicas", async (role, posture, wanted) => {
    expect(replicas((await made({ role, posture })).resources)).toEqual(wanted);
  });

  it("runs what the capacity plan says for the horizon that config names", async () => {
    const plan = { now: 4, months6: 6, months12: 9 };
    const capacity = { ...staffedLibrary.capacity, replicas: { binder: plan } };
    const service = { ...staffedLibrary, capacity };
    expect(replicas((await made({ service, horizon: "months12" })).resources)).toEqual([1, 4, 9]);
  });

  it("is the same resources in every posture: an activation makes nothing new", async () => {
    const { resources: active } = await made({ role: "standby" });
    const { resources: passive } = await made({ role: "standby", posture: "passive" });
    expect(passive.counts()).toEqual(active.counts());
  });

  it("is reduced in posture safe", async () => {
    const { resources } = await made({ posture: "safe" });
    expect(JSON.stringify(resources.one(DEPLOYMENT, "app-library-desk-deployment").inputs)).toContain(
      '"name":"HEAP","value":"192"',
    );
  });

  it("stops writers without waiting for another workload to be ready", async () => {
    const { resources } = await made({ posture: "fenced" });
    const waits = resources.one(DEPLOYMENT, "app-binder-deployment").dependsOn;
    expect(waits.filter((each) => each.endsWith("-deployment"))).toEqual([]);
    expect(waits).toContain("restored");
  });

  it("guards the writers alone", async () => {
    const guard = { image: libraryImages.shelf, scriptsConfigMap: "s-1", settingsConfigMap: "s-2" };
    const { resources } = await made({ guard });
    const guarded = names.filter((name) =>
      JSON.stringify(resources.one(DEPLOYMENT, `app-${name}-deployment`).inputs).includes("fence-check.sh"),
    );
    expect(guarded).toEqual(["library-desk", "binder"]);
  });
});

describe("ServiceWorkloads refuses", () => {
  it("a workload without an image", async () => {
    await expect(made({ images: { shelf: libraryImages.shelf } })).rejects.toThrow(
      "images.library/desk: missing",
    );
  });

  it("an external secret without a value", async () => {
    await expect(made({ externalSecrets: {} })).rejects.toThrow("SIGNING_TOKEN: missing");
  });
});
