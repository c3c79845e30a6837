import { Namespace } from "@pulumi/kubernetes/core/v1/namespace";
import { beforeAll, describe, expect, it } from "vitest";
import { namespaceNeed } from "../../../../infra/capacity/namespace-need";
import { NamespaceBase, type NamespaceBaseArgs } from "../../../../infra/components/namespace/namespace-base";
import { declared, type Resources } from "../../../support/pulumi-mocks";
import { primary } from "../../../support/service-fixture";
import { staffedLibrary } from "../../../support/workload-fixture";

const QUOTA = "kubernetes:core/v1:ResourceQuota";
const POLICY = "kubernetes:networking.k8s.io/v1:NetworkPolicy";

const args: Omit<NamespaceBaseArgs, "namespace"> = {
  service: staffedLibrary,
  role: "primary",
  horizon: "now",
  granted: undefined,
  network: primary.network,
  monitoringNamespace: "monitoring",
  database: { hosts: ["library.db.example.com"], port: 6432 },
  s3Endpoint: undefined,
  jobs: { backup: { apiToken: false } },
  labels: { "app.kubernetes.io/part-of": "library" },
};

const made = async (changed: Partial<NamespaceBaseArgs> = {}) =>
  (
    await declared(() => {
      const { metadata } = new Namespace("space", { metadata: { name: "library-system" } });
      return new NamespaceBase("base", { ...args, namespace: metadata.name, ...changed });
    })
  ).resources;

describe("NamespaceBase", () => {
  let resources: Resources;
  beforeAll(async () => {
    resources = await made();
  });

  it("is one quota, one range of limits, and a policy for each flow", () => {
    expect(resources.counts()).toEqual({
      "kubernetes:core/v1:LimitRange": 1,
      "kubernetes:core/v1:Namespace": 1,
      [QUOTA]: 1,
      [POLICY]: 6 + staffedLibrary.workloads.length,
      "lifeboat:index:NamespaceBase": 1,
    });
  });

  it("puts everything into the namespace, after it, with names and labels of its own", () => {
    for (const { name, inputs, dependsOn } of resources.all().filter(({ parent }) => parent === "base")) {
      expect(inputs, name).toMatchObject({
        metadata: {
          namespace: "library-system",
          labels: { "app.kubernetes.io/part-of": "library" },
        },
      });
      expect(JSON.stringify(inputs["metadata"]), name).toContain('"name":"lifeboat-');
      expect(dependsOn, name).toContain("space");
    }
  });

  it("grants what config says in place of what is needed", async () => {
    const granted = await made({ granted: { cores: 99, memoryGib: 64 } });
    expect(granted.one(QUOTA).inputs).toMatchObject({ spec: { hard: { "limits.cpu": "99" } } });
    const { cpuLimitMillicores } = namespaceNeed(staffedLibrary, "primary", "now");
    expect(resources.one(QUOTA).inputs).toMatchObject({
      spec: { hard: { "limits.cpu": `${cpuLimitMillicores}m` } },
    });
  });
});
