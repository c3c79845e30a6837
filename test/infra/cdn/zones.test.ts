import { describe, expect, it } from "vitest";
import type { CdnPurge } from "../../../infra/catalog/types";
import { cdnConfigProblems, cdnZoneId, cdnZones } from "../../../infra/cdn/zones";

const [one, two, three] = ["1", "2", "3"].map((digit) => digit.repeat(32));
const zones = { "library.example": one ?? "", "museum.example": two ?? "", "idle.example": three ?? "" };

const withCdn = (id: string, host: string) => {
  const cdn: CdnPurge = {
    host,
    scope: "everything",
    files: ["/"],
    expectStatuses: ["MISS"],
    intervalSeconds: 5,
  };
  return { id, cdn };
};
const library = withCdn("library", "cdn.library.example");
const readers = withCdn("readers", "a.readers.library.example");
const museum = withCdn("museum", "cdn.museum.example");
const tokens = { purge: "p", settings: "t" };

describe("cdnZones", () => {
  it("has each zone once, with the hosts of all services in it, and no zone without one", () => {
    expect(cdnZones([museum, library, { id: "plain" }, readers], zones)).toEqual([
      { domain: "library.example", zoneId: one, hosts: ["a.readers.library.example", "cdn.library.example"] },
      { domain: "museum.example", zoneId: two, hosts: ["cdn.museum.example"] },
    ]);
  });

  it("is empty where no service has a CDN", () => {
    expect(cdnZones([{ id: "plain" }], zones)).toEqual([]);
  });
});

describe("cdnZoneId", () => {
  it("is that of the zone that the host lies in", () => {
    expect(cdnZoneId("cdn.museum.example", zones)).toBe(two);
  });

  it("fails for a host that lies in none", () => {
    expect(() => cdnZoneId("cdn.theatre.example", zones)).toThrow("no zone of cdn.theatre.example");
  });
});

describe("cdnConfigProblems", () => {
  const things = (...args: Parameters<typeof cdnConfigProblems>) =>
    cdnConfigProblems(...args).map(({ thing }) => thing.replace("config lifeboat:", ""));

  it("are none where zone and tokens are given, or no service has a CDN", () => {
    expect(cdnConfigProblems([library, museum], zones, "primary", tokens)).toEqual([]);
    expect(cdnConfigProblems([library], zones, "standby", { purge: "p" })).toEqual([]);
    expect(cdnConfigProblems([library], zones, "standby", undefined, true)).toEqual([]);
    expect(cdnConfigProblems([{ id: "plain" }], {}, "primary", undefined)).toEqual([]);
  });

  it("name every host without a zone", () => {
    const problems = cdnConfigProblems([library, museum], { "museum.example": two ?? "" }, "primary", tokens);
    expect(problems).toEqual([
      {
        thing: "config lifeboat:cloudflareZones",
        value: "museum.example",
        limit: "name the zone of cdn.library.example, the CDN of library",
        remedy: `pulumi config set --path 'lifeboat:cloudflareZones["library.example"]' '<zone id>'`,
      },
    ]);
    expect(things([library, museum], {}, "primary", tokens)).toHaveLength(2);
  });

  it("ask for the token of the settings on the primary alone", () => {
    expect(things([library], zones, "primary", { purge: "p" })).toEqual(["cloudflareTokens.settings"]);
    expect(things([library], zones, "primary", undefined)).toEqual([
      "cloudflareTokens.purge",
      "cloudflareTokens.settings",
    ]);
    expect(things([library], zones, "standby", undefined)).toEqual(["cloudflareTokens.purge"]);
  });
});
