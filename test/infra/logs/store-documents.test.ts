import { describe, expect, it } from "vitest";
import { services } from "../../../infra/catalog";
import { storeDocuments } from "../../../infra/logs/store-documents";

describe("the store's documents", () => {
  it("delete each service's indices after the catalog's days", () => {
    const elastic = storeDocuments("elasticsearch", services);
    expect(elastic["_ilm/policy/lifeboat-logs-30d"]).toMatchObject({
      policy: { phases: { delete: { min_age: "30d" } } },
    });
    expect(elastic["_index_template/lifeboat-kyb-platform"]).toMatchObject({
      index_patterns: ["lifeboat-kyb-platform-*"],
      template: { settings: { "index.lifecycle.name": "lifeboat-logs-30d" } },
    });
    expect(elastic["_index_template/lifeboat-dotmac-platform"]).toMatchObject({
      template: { settings: { "index.lifecycle.name": "lifeboat-logs-7d" } },
    });
  });

  it("name a policy's services to OpenSearch, which looks for them itself", () => {
    const open = storeDocuments("opensearch", services);
    expect(open["_plugins/_ism/policies/lifeboat-logs-7d"]).toMatchObject({
      policy: { ism_template: [{ index_patterns: ["lifeboat-dotmac-platform-*"] }] },
    });
    expect(Object.keys(open).filter((path) => path.startsWith("_index_template/"))).toHaveLength(
      services.length,
    );
  });
});
