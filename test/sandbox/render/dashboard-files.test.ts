import { describe, expect, it } from "vitest";
import { dashboardFiles } from "../../../sandbox/render/dashboard-files";

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
