import { beforeAll, describe, expect, it } from "vitest";
import { services } from "../../../../infra/catalog";
import { stockAnalysis } from "../../../../infra/catalog/stock-analysis";
import { tasksApp } from "../../../../infra/catalog/tasks-app";
import type { Service } from "../../../../infra/catalog/types";
import { ServiceScraping } from "../../../../infra/components/monitoring/service-scraping";
import type { Settings } from "../../../../infra/config";
import { environments } from "../../../support/catalog-environments";
import { declared, type Registered, type Resources } from "../../../support/pulumi-mocks";
import { primary, standby } from "../../../support/service-fixture";
import { fromConfig } from "../../../support/workload-fixture";

const MONITOR = "kubernetes:monitoring.coreos.com/v1:ServiceMonitor";
const PROBE = "kubernetes:monitoring.coreos.com/v1:Probe";
const database = {
  host: "db.example.com",
  port: 6432,
  sslMode: "require",
  user: "stock_analysis_monitor",
  password: "monitor-word",
};

const made = async (service: Service, config: Settings): Promise<Resources> =>
  (
    await declared(
      () =>
        new ServiceScraping("scraping", {
          service,
          config,
          database,
          external: { ADMIN_TOKEN: "admin-word" },
          priorityClass: "lifeboat-serving-primary",
          secretSource: fromConfig,
          namespace: "space",
          labels: { "app.kubernetes.io/part-of": service.id },
          dependsOn: [],
        }),
    )
  ).resources;

describe("ServiceScraping", () => {
  it("scrapes the workloads that have metrics, at their own port and path, and the exporter", async () => {
    const resources = await made(stockAnalysis, primary);
    expect(resources.all(MONITOR).map(({ inputs }) => inputs["metadata"])).toMatchObject([
      { name: "postgres-exporter", namespace: "space" },
      { name: "stock-analysis-api", namespace: "space" },
    ]);
    expect(resources.one(MONITOR, "scraping-stock-analysis-api-monitor").inputs["spec"]).toEqual({
      jobLabel: "app.kubernetes.io/name",
      selector: {
        matchLabels: {
          "app.kubernetes.io/name": "stock-analysis-api",
          "app.kubernetes.io/part-of": "stock-analysis",
        },
      },
      sampleLimit: 10_000,
      endpoints: [{ port: "http", path: "/metrics", scheme: "http", interval: "30s", scrapeTimeout: "10s" }],
    });
  });

  it("scrapes a JSON document through the exporter beside it, pod by pod", async () => {
    const resources = await made(tasksApp, primary);
    expect(resources.one(MONITOR, "scraping-tasks-api-monitor").inputs["spec"]).toMatchObject({
      selector: { matchLabels: { "app.kubernetes.io/name": "tasks-api" } },
      endpoints: [
        {
          port: "http",
          path: "/probe",
          params: { module: ["tasks-api"] },
          relabelings: [
            {
              sourceLabels: ["__address__"],
              targetLabel: "__param_target",
              replacement: "http://$1/metrics",
            },
            {
              sourceLabels: ["__meta_kubernetes_namespace"],
              targetLabel: "__address__",
              replacement: "json-exporter.$1.svc:7979",
            },
          ],
        },
      ],
    });
    expect(
      resources.all("kubernetes:apps/v1:Deployment").map(({ inputs }) => inputs["metadata"]),
    ).toMatchObject([{ name: "postgres-exporter" }, { name: "json-exporter" }]);
  });

  it("probes from a side that serves its own addresses, the public ones and those of others", async () => {
    const resources = await made(tasksApp, { ...primary, blackboxExporter: "box:9115" });
    expect(resources.all(PROBE).map(({ name }) => name)).toEqual([
      "scraping-others-probe",
      "scraping-own-probe",
    ]);
    const { inputs } = resources.one(PROBE, "scraping-own-probe");
    expect(inputs["metadata"]).toMatchObject({ name: "tasks-app-own-health", namespace: "space" });
    expect(inputs["spec"]).toMatchObject({
      prober: { url: "box:9115", path: "/probe" },
      module: "http_2xx",
      targets: { staticConfig: { labels: { target: "own" } } },
    });
    const text = JSON.stringify(inputs);
    for (const { host, primaryHost } of tasksApp.domains.filter(({ failover }) => failover)) {
      expect(text).toContain(`"https://${host}`);
      expect(text).toContain(`"https://${primaryHost ?? "none"}`);
    }
  });

  it("probes from a side that waits its own addresses and the other side's", async () => {
    const resources = await made(tasksApp, standby);
    expect(resources.all(PROBE).map(({ name }) => name)).toEqual([
      "scraping-own-probe",
      "scraping-peer-probe",
    ]);
  });

  it("refuses to start without the exporter's image", async () => {
    await expect(made(tasksApp, { ...primary, images: {} })).rejects.toThrow(
      "images.prometheuscommunity/postgres-exporter: missing",
    );
  });
});

interface Named {
  readonly name?: string;
  readonly labels?: Readonly<Record<string, string>>;
}

describe("the scrape targets of the catalog", () => {
  let resources: readonly Registered[];
  beforeAll(async () => {
    resources = await environments(primary);
  });
  const of = (type: string) => resources.filter((each) => each.type === type);
  const labelsOf = ({ inputs }: Registered) => (inputs["metadata"] as Named).labels ?? {};

  it("are as many as workloads with metrics, and an exporter for each database", () => {
    const workloads = services.flatMap((service) => service.workloads.filter(({ metrics }) => metrics));
    expect(of(MONITOR)).toHaveLength(workloads.length + services.length);
  });

  it("each find exactly one Service, with a port of that name", () => {
    for (const monitor of of(MONITOR)) {
      const { selector, endpoints } = monitor.inputs["spec"] as {
        selector: { matchLabels: Record<string, string> };
        endpoints: readonly { port: string }[];
      };
      const found = of("kubernetes:core/v1:Service").filter((each) =>
        Object.entries(selector.matchLabels).every(([name, value]) => labelsOf(each)[name] === value),
      );
      expect(found, monitor.name).toHaveLength(1);
      const { ports } = found[0]?.inputs["spec"] as { ports: readonly Named[] };
      expect(
        ports.map(({ name }) => name),
        monitor.name,
      ).toContain(endpoints[0]?.port);
    }
  });
});

it("the exporters stay where the cluster has no operator, and nothing of its kinds", async () => {
  const types = (await environments({ ...primary, prometheusOperator: false })).map(({ type }) => type);
  expect(types.filter((type) => type.includes("monitoring.coreos.com"))).toEqual([]);
  const exporters = (of: readonly string[]) => of.filter((type) => /Exporter$/.test(type));
  const before = (await environments(primary)).map(({ type }) => type);
  expect(exporters(types)).toEqual(exporters(before));
  expect(exporters(types)).toContain("lifeboat:index:DatabaseExporter");
});
