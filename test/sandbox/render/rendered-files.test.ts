import { expect, it } from "vitest";
import { RENDERED_FOLDERS, renderedFiles } from "../../../sandbox/render/rendered-files";

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
