import { describe, expect, it } from "vitest";
import { zoneOf, zoneProblems } from "../../../infra/failover/hosted-zones";
import { catalogue, images, libraryWith, readers } from "./fixture";

const zones = { "library.example": "ZLIBRARY", "two.library.example": "ZTWO", example: "ZEXAMPLE" };

describe("zoneOf", () => {
  it.each([
    ["one.library.example", { domain: "library.example", zoneId: "ZLIBRARY" }],
    ["api.two.library.example", { domain: "two.library.example", zoneId: "ZTWO" }],
    ["two.library.example", { domain: "two.library.example", zoneId: "ZTWO" }],
    ["otherlibrary.example", { domain: "example", zoneId: "ZEXAMPLE" }],
    ["library.test", undefined],
  ])("of %s is the longest domain that it ends in", (host, zone) => {
    expect(zoneOf(host, zones)).toEqual(zone);
  });
});

describe("zoneProblems", () => {
  const library = libraryWith([catalogue, readers, images]);

  it("are none where each failover host lies below a zone; what others run needs none", () => {
    expect(zoneProblems([library], { "library.example": "ZLIBRARY" })).toEqual([]);
    expect(zoneProblems([libraryWith([images])], {})).toEqual([]);
  });

  it("name every failover host without a zone, its own hosts too", () => {
    const problems = zoneProblems([library], {
      "readers.library.example": "ZREADERS",
      "museum.example": "ZM",
    });
    expect(problems).toContainEqual({
      thing: "config lifeboat:hostedZones",
      value: "readers.library.example, museum.example",
      limit: "name the zone of two.library.example, whose traffic to library fails over",
      remedy: `pulumi config set --path 'lifeboat:hostedZones["library.example"]' Z…`,
    });
    const hosts = problems.flatMap(({ limit }) => /zone of (\S+),/.exec(limit)?.[1] ?? []);
    expect(hosts).toEqual([
      "catalogue.library.example",
      "one.library.example",
      "two.library.example",
      "one-readers.library.example",
      "two-readers.library.example",
    ]);
  });

  it("refuse the apex of a zone, where DNS allows no CNAME", () => {
    expect(zoneProblems([libraryWith([catalogue])], zones)).toEqual([
      {
        thing: "catalog: library: domain two.library.example",
        value: '"two.library.example"',
        limit: "be below two.library.example, its hosted zone: DNS allows no CNAME at the apex of a zone",
        remedy:
          "use a host below it, such as www.two.library.example, or set the parent zone in config lifeboat:hostedZones",
      },
    ]);
  });
});
