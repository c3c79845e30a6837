import { describe, expect, it } from "vitest";
import { ruleFiles } from "../../../sandbox/render/rule-files";

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
