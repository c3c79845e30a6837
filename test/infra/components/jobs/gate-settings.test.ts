import { describe, expect, it } from "vitest";
import { services } from "../../../../infra/catalog";
import { configuredService } from "../../../../infra/components/environment/configured-service";
import { gateFiles, gateSetting } from "../../../../infra/components/jobs/gate-settings";
import { binder, desk, shelf, staffedLibrary } from "../../../support/workload-fixture";

const flags = {
  name: "features.json",
  content: { features: { late_fees: true, lending_abroad: false } },
} as const;

describe("gateSetting", () => {
  it("asks for every secret once, and for every file of every workload", () => {
    expect(gateSetting(staffedLibrary)).toEqual({
      schemas: ["public"],
      extensions: [],
      secrets: ["PGPASSWORD", "DATABASE_URL", "DB_PASSWORD", "SIGNING_TOKEN"],
      files: [
        { name: "library-desk.opening.json", format: "json", flags: [] },
        { name: "library-desk.shelves.yaml", format: "text", flags: [] },
      ],
    });
  });

  it("names the feature flags of features.json, and of no other file", () => {
    const other = { name: "opening.json", content: flags.content };
    const workloads = [{ ...desk, files: [flags, other] }];
    expect(gateSetting({ ...staffedLibrary, workloads })?.files).toEqual([
      { name: "library-desk.features.json", format: "json", flags: ["late_fees", "lending_abroad"] },
      { name: "library-desk.opening.json", format: "json", flags: [] },
    ]);
  });

  it("is not there where nothing of ours is rolled out", () => {
    expect(gateSetting({ ...staffedLibrary, workloads: [] })).toBeUndefined();
  });

  it("knows the flags of the KYB platform (KYB-7)", () => {
    const kyb = services.find(({ id }) => id === "kyb-platform");
    const configured = kyb && configuredService(kyb, { features: {}, maintenance: [] });
    expect(configured && gateSetting(configured)?.files).toContainEqual({
      name: "kyb-platform.features.json",
      format: "json",
      flags: ["merchant_portfolio"],
    });
  });
});

describe("gateFiles", () => {
  it("holds the texts that the workloads mount, under the names that the settings tell", () => {
    const files = gateFiles(staffedLibrary);
    expect(Object.keys(files)).toEqual(gateSetting(staffedLibrary)?.files.map(({ name }) => name));
    expect(files["library-desk.opening.json"]).toBe(
      `${JSON.stringify({ hours: [9, 18], closed: true }, null, 2)}\n`,
    );
  });

  it("keeps files of one name apart by their workloads", () => {
    const file = { name: "same.json", content: {} };
    const workloads = [
      { ...desk, files: [file] },
      { ...binder, files: [file] },
    ];
    expect(Object.keys(gateFiles({ workloads }))).toEqual(["library-desk.same.json", "binder.same.json"]);
  });

  it("is empty without files", () => {
    expect(gateFiles({ workloads: [shelf] })).toEqual({});
  });
});
