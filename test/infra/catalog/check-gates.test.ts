import { describe, expect, it } from "vitest";
import { services } from "../../../infra/catalog";
import { featureFlags, gateProblems } from "../../../infra/catalog/check/gates";
import { formatProblems } from "../../../infra/problem";
import { desk, staffedLibrary } from "../../support/workload-fixture";

const gate = (name: string) => ({ name, command: ["desk", "check"] });

describe("gateProblems", () => {
  it("finds nothing in the catalog", () => {
    expect(services.flatMap(gateProblems)).toEqual([]);
  });

  it("finds nothing in flags that are true or false, and in gates with names of their own", () => {
    const files = [{ name: "features.json", content: { features: { late_fees: false } } }];
    const readinessGates = [gate("config"), { ...gate("schema"), afterMigration: true }];
    expect(gateProblems({ ...staffedLibrary, workloads: [{ ...desk, files }], readinessGates })).toEqual([]);
  });

  it("names every flag that is neither, with its value (KYB-7)", () => {
    const content = { features: { late_fees: "yes", lending_abroad: 1, closing: true } };
    const workloads = [{ ...desk, files: [{ name: "features.json", content }] }];
    const text = formatProblems(gateProblems({ ...staffedLibrary, workloads }));
    expect(text).toContain("2 problems");
    expect(text).toContain('workload library-desk: feature flag late_fees of features.json: "yes"');
    expect(text).toContain("feature flag lending_abroad of features.json: 1\n     must: be true or false");
  });

  it.each(["Config", "config_file", "", "migrate", "fence-check", "x".repeat(64)])(
    "refuses a gate called '%s'",
    (name) => {
      expect(gateProblems({ ...staffedLibrary, readinessGates: [gate(name)] })).toMatchObject([
        { thing: "catalog: library: readinessGates: name", value: `"${name}"` },
      ]);
    },
  );

  it("refuses the second gate of a name", () => {
    const readinessGates = [gate("config"), gate("config")];
    expect(gateProblems({ ...staffedLibrary, readinessGates })).toHaveLength(1);
  });
});

describe("featureFlags", () => {
  it.each<[string, Parameters<typeof featureFlags>[0]]>([
    ["another file", { name: "api.json", content: { features: { a: true } } }],
    ["a file without flags", { name: "features.json", content: { colours: [] } }],
    ["a text", { name: "features.json", content: "features" }],
    ["flags that are no object", { name: "features.json", content: { features: "all" } }],
  ])("are none in %s", (_what, file) => {
    expect(featureFlags(file)).toEqual({});
  });
});
