import { describe, expect, it } from "vitest";
import { z } from "zod";
import { services } from "../../../../infra/catalog";
import { Dashboards } from "../../../../infra/components/monitoring/dashboards";
import type { Settings } from "../../../../infra/config";
import { declared } from "../../../support/pulumi-mocks";
import { primary, standby } from "../../../support/service-fixture";
import { shownDashboard } from "../../dashboards/shown";

const configMap = z.object({
  metadata: z.object({ name: z.string(), namespace: z.string(), labels: z.record(z.string(), z.string()) }),
  data: z.record(z.string(), z.string()),
});

const made = async (config: Settings) => {
  const { resources } = await declared(() => new Dashboards("dashboards", { services, config }));
  return resources.all("kubernetes:core/v1:ConfigMap").map(({ inputs }) => configMap.parse(inputs));
};

describe("Dashboards", () => {
  it("are ConfigMaps that Grafana's sidecar takes, in the namespace that config names", async () => {
    const found = await made({ ...primary, monitoringNamespace: "watch" });
    expect(found.map(({ metadata }) => metadata.name)).toEqual(
      ["application", "infrastructure", "overview", "recovery"].map((name) => `lifeboat-dashboard-${name}`),
    );
    for (const { metadata } of found) {
      expect(metadata.namespace).toBe("watch");
      expect(metadata.labels["grafana_dashboard"]).toBe("1");
    }
  });

  it("hold one dashboard each, under its uid, and fit into etcd", async () => {
    for (const { data } of await made(standby)) {
      const [[file, text] = ["", ""], ...more] = Object.entries(data);
      expect(more).toEqual([]);
      expect(file).toBe(`${shownDashboard.parse(JSON.parse(text)).uid}.json`);
      expect(Buffer.byteLength(text)).toBeLessThan(512 * 1024);
    }
  });

  it("ask for the environment's own namespaces", async () => {
    const text = JSON.stringify(await made(standby));
    expect(text).toContain("jackpot-service-dr");
    expect(text).not.toMatch(/namespace=\\+"jackpot-service\\+"/);
  });
});
