import { expect, it, describe } from "vitest";
import {
  RENDERED_FOLDERS,
  renderedFiles,
  dashboardFiles,
  ruleFiles,
} from "../../../sandbox/render/rendered-files";

const declared = (kind: string, inputs: object) => ({
  type: `kubernetes:core/v1:${kind}`,
  name: "x",
  inputs: { apiVersion: "v1", kind, ...inputs },
});
const books = declared("ConfigMap", {
  metadata: { name: "books", namespace: "monitoring", labels: { grafana_dashboard: "1" } },
  data: { "books.json": '{"uid":"books"}' },
});
const redis = declared("Pod", {
  metadata: { name: "redis", namespace: "shop" },
  spec: { containers: [{ name: "redis", command: ["redis-server", "--appendonly", "no"] }] },
});

it("holds every object, and the dashboards as Grafana imports them, in the folders that it names", () => {
  const files = renderedFiles([books]);
  expect(files.get("grafana/books.json")).toBe('{\n  "uid": "books"\n}\n');
  expect([...files.keys()]).toContain("kubernetes/monitoring/configmap-books.yaml");
  const folders = [...files.keys()].filter((path) => path.includes("/")).map((path) => path.split("/")[0]);
  expect(RENDERED_FOLDERS).toEqual(expect.arrayContaining(folders));
});

it("quotes what YAML 1.1 takes for something other than a text", () => {
  expect(renderedFiles([redis]).get("kubernetes/shop/pod-redis.yaml")).toContain('- "no"');
});

it("refuses two objects for one file", () => {
  expect(() => renderedFiles([redis, redis])).toThrow(
    "kubernetes/shop/pod-redis.yaml; give one another name",
  );
});

const configMap = (labels: Readonly<Record<string, string>>, data?: Readonly<Record<string, string>>) => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name: "one", namespace: "monitoring", labels },
  ...(data === undefined ? {} : { data }),
});

describe("dashboardFiles", () => {
  it("are what the sidecar takes, and no other ConfigMap", () => {
    const found = dashboardFiles([
      configMap({ grafana_dashboard: "1" }, { "books.json": '{"uid":"books"}\n' }),
      configMap({ grafana_dashboard: "0" }, { "no.json": "{}" }),
      configMap({}, { "settings.json": "{}" }),
    ]);
    expect(found).toEqual([{ path: "grafana/books.json", text: '{\n  "uid": "books"\n}\n' }]);
  });

  it("refuse one that holds nothing, or no JSON", () => {
    expect(() => dashboardFiles([configMap({ grafana_dashboard: "1" })])).toThrow();
    expect(() => dashboardFiles([configMap({ grafana_dashboard: "1" }, { "a.json": "{" })])).toThrow();
  });
});

const groups = [{ name: "shop-watch", interval: "1m", rules: [] }];
const rule = {
  apiVersion: "monitoring.coreos.com/v1",
  kind: "PrometheusRule",
  metadata: { name: "shop-alerts", namespace: "shop", labels: { "app.kubernetes.io/part-of": "shop" } },
  spec: { groups },
};
const other = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "shop-alerts", namespace: "shop" } };

describe("ruleFiles", () => {
  it("are the groups of PrometheusRule objects alone, one file a service", () => {
    expect(ruleFiles([other, rule])).toEqual([{ path: "prometheus/shop.rules.yaml", content: { groups } }]);
  });

  it("are none where no operator is", () => {
    expect(ruleFiles([other])).toEqual([]);
  });

  it("refuse a PrometheusRule that tells no service", () => {
    expect(() => ruleFiles([{ ...rule, metadata: other.metadata }])).toThrow(/labels/);
  });
});
