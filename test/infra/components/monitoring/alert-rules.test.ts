import { ComponentResource } from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { jobPlan } from "../../../../infra/capacity/job-plan";
import { ruleGroups } from "../../../../infra/alerts/rule-groups";
import { stockAnalysis } from "../../../../infra/catalog/stock-analysis";
import type { Posture } from "../../../../infra/catalog/types";
import { alertEnvironment } from "../../../../infra/alerts/environment";
import { alertRules } from "../../../../infra/components/monitoring/alert-rules";
import type { Settings } from "../../../../infra/config";
import { declared } from "../../../support/pulumi-mocks";
import { library, primary, standby } from "../../../support/service-fixture";

const TYPE = "kubernetes:monitoring.coreos.com/v1:PrometheusRule";
const labels = { "app.kubernetes.io/part-of": "library" };

const declare = (config: Settings) =>
  declared(() => {
    const parent = new ComponentResource("lifeboat:index:Parent", "library");
    alertRules({ service: library, config, namespace: "library-system", labels }, parent);
  });

describe("alertRules", () => {
  it("are one object of the service, in its namespace", async () => {
    const { resources } = await declare(primary);
    const { name, parent, inputs } = resources.one(TYPE);
    expect({ name, parent }).toEqual({ name: "library-alerts", parent: "library" });
    expect(inputs).toMatchObject({
      apiVersion: "monitoring.coreos.com/v1",
      kind: "PrometheusRule",
      metadata: {
        name: "library-alerts",
        namespace: "library-system",
        labels: { ...labels, role: "alert-rules" },
      },
    });
  });

  it("hold all groups of the environment", async () => {
    const { resources } = await declare(primary);
    const groups = ruleGroups(library, alertEnvironment(library, primary), primary.runbookUrl);
    expect(resources.one(TYPE).inputs["spec"]).toEqual({ groups });
    expect(groups.map(({ name }) => name)).toContain("library-jobs");
  });

  it("are a file where the cluster has no operator, the same rules", async () => {
    const rules = (await declare(primary)).resources.one(TYPE).inputs["spec"];
    const { resources } = await declare({ ...primary, prometheusOperator: false });
    expect(resources.all(TYPE)).toEqual([]);
    const { data } = z
      .object({ data: z.record(z.string(), z.string()) })
      .parse(resources.one("kubernetes:core/v1:ConfigMap").inputs);
    expect(Object.keys(data)).toEqual(["library.rules.yaml"]);
    expect(parse(data["library.rules.yaml"] ?? "")).toEqual(rules);
  });
});

describe("alertEnvironment", () => {
  const { backup, capacity } = stockAnalysis;
  const planIn = (posture: Posture) => jobPlan(backup, capacity.databaseStorageGib.now, posture);

  it("of a primary that serves: the jobs of its posture, its own addresses, all replicas", () => {
    const { namespace, jobs, ownUrls, peerUrls, replicas } = alertEnvironment(stockAnalysis, primary);
    expect(namespace).toBe("stock-analysis-system");
    expect(jobs).toEqual(planIn("active"));
    expect(ownUrls).toEqual(["https://primary.stockanalysis.com/health"]);
    expect(peerUrls).toEqual(["https://dr.stockanalysis.com/health"]);
    expect(replicas).toMatchObject({ "stock-analysis-api": 3, "celery-worker": 3 });
  });

  it("of a standby that waits: the jobs of its posture, nothing that runs, and the addresses the other way round", () => {
    const { namespace, jobs, ownUrls, peerUrls, replicas } = alertEnvironment(stockAnalysis, standby);
    expect(namespace).toBe("stock-analysis-system-dr");
    expect(jobs).toEqual(planIn("passive"));
    expect(ownUrls).toEqual(["https://dr.stockanalysis.com/health"]);
    expect(peerUrls).toEqual(["https://primary.stockanalysis.com/health"]);
    expect(new Set(Object.values(replicas))).toEqual(new Set([0]));
  });
});
