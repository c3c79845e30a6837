import { describe, expect, it } from "vitest";
import { services } from "../../../../infra/catalog";
import { featureProblems, modeProblems } from "../../../../infra/config/check/applications";
import { desk, shelf } from "../../../support/workload-fixture";

const flagged = {
  ...desk,
  featureFlags: { file: "features.json", flags: { night_desk: true, loans: 5, greeting: "hello" } },
};
const catalog = [
  { id: "library", workloads: [shelf, flagged] },
  { id: "museum", workloads: [shelf] },
];

describe("featureProblems", () => {
  it("are none for known flags with values of their type", () => {
    const features = { library: { night_desk: false, loans: 9, greeting: "hi" } };
    expect(featureProblems(catalog, features)).toEqual([]);
    expect(featureProblems(catalog, {})).toEqual([]);
  });

  it("name an unknown flag, and offer the nearest", () => {
    expect(featureProblems(catalog, { library: { night_dusk: true } })).toEqual([
      {
        thing: "config lifeboat:features.library.night_dusk",
        value: "true",
        limit: "be a feature flag of library: night_desk, loans, greeting",
        remedy: "pulumi config rm --path lifeboat:features.library.night_dusk # did you mean night_desk?",
      },
    ]);
    expect(featureProblems(catalog, { museum: { night_desk: true } })).toMatchObject([
      {
        limit: "be a feature flag of museum: it has none",
        remedy: "pulumi config rm --path lifeboat:features.museum.night_desk",
      },
    ]);
  });

  it.each([
    ["night_desk", "yes", '"yes"', "a boolean, like the catalog's true"],
    ["loans", true, "true", "a number, like the catalog's 5"],
    ["greeting", 1, "1", 'a string, like the catalog\'s "hello"'],
  ])("refuse %s = %j", (flag, given, value, type) => {
    expect(featureProblems(catalog, { library: { [flag]: given } })).toMatchObject([
      { thing: `config lifeboat:features.library.${flag}`, value, limit: `be ${type}` },
    ]);
  });

  it("tell all of them at once", () => {
    const features = { library: { night_desk: 1, loans: "2" }, museum: { x: 1 } };
    expect(featureProblems(catalog, features)).toHaveLength(3);
  });
});

describe("modeProblems", () => {
  const able = [
    { id: "library", workloads: [{ ...desk, maintenanceVariable: "CLOSED" }] },
    ...catalog.slice(1),
  ];

  it("are none for services whose application knows the mode", () => {
    expect(modeProblems(able, "maintenance", ["library"])).toEqual([]);
    expect(modeProblems(services, "maintenance", ["tasks-app"])).toEqual([]);
  });

  it("name a service that does not, and one that is not there", () => {
    const limit = "name services that have a maintenance mode: library";
    expect(modeProblems(able, "maintenance", ["museum", "libary", "library"])).toMatchObject([
      { thing: "config lifeboat:maintenance", value: '"museum"', limit },
      { thing: "config lifeboat:maintenance", value: '"libary"', limit },
    ]);
  });

  it("tells the modes apart (JACK-2)", () => {
    expect(modeProblems(services, "debug", ["jackpot-service"])).toEqual([]);
    expect(modeProblems(services, "debug", ["tasks-app"])).toEqual([
      {
        thing: "config lifeboat:debug",
        value: '"tasks-app"',
        limit: "name services that have a debug mode: jackpot-service",
        remedy: "pulumi config rm --path 'lifeboat:debug[0]' # or set the workload's debugEnv in the catalog",
      },
    ]);
  });
});
