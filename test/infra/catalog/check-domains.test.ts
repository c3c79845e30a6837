import { describe, expect, it } from "vitest";
import { services } from "../../../infra/catalog";
import { catalogProblems } from "../../../infra/catalog/check";
import { failover } from "../../../infra/catalog/failover";
import type { Domain, Service } from "../../../infra/catalog/types";
import { base, things } from "./broken";

const [domain]: readonly Domain[] = base.domains;
if (domain === undefined) throw new Error("the KYB platform has a domain");

/** The good service with another domain; a key set to undefined is left out. */
const asked = (change: { readonly [Key in keyof Domain]?: Domain[Key] | undefined }): Service => {
  const entries = Object.entries({ ...domain, ...change }).filter(([, value]) => value !== undefined);
  return { ...base, domains: [Object.fromEntries(entries) as unknown as Domain] };
};

describe("domains", () => {
  it.each<[string, Service, string]>([
    ["no own host of the primary", asked({ primaryHost: undefined }), "primaryHost"],
    ["no own host of the standby", asked({ standbyHost: undefined }), "standbyHost"],
    ["one own host for both", asked({ primaryHost: "dr.kyb-platform.com" }), "standbyHost"],
    ["the public host as its own", asked({ primaryHost: "api.kyb-platform.com" }), "primaryHost"],
    ["capitals", asked({ standbyHost: "DR.kyb-platform.com" }), "standbyHost"],
    ["a single label", asked({ standbyHost: "dr" }), "standbyHost"],
    ["a URL", asked({ standbyHost: "https://dr.kyb-platform.com" }), "standbyHost"],
    ["a relative path", asked({ healthPath: "health" }), "healthPath"],
    ["a path that Route 53 does not take", asked({ healthPath: `/${"h".repeat(255)}` }), "healthPath"],
    ["nothing to look for", asked({ healthContains: "" }), "healthContains"],
    ["more than Route 53 looks for", asked({ healthContains: "h".repeat(256) }), "healthContains"],
  ])("refuse %s", (_, service, field) => {
    expect(things(service)).toEqual([`kyb-platform: domain api.kyb-platform.com: ${field}`]);
  });

  it("need no hosts of their own where others run the endpoint", () => {
    expect(things(asked({ failover: false, primaryHost: undefined, standbyHost: undefined }))).toEqual([]);
  });

  it("say what to add, and why", () => {
    const [problem] = catalogProblems([asked({ primaryHost: undefined })]);
    expect(problem).toMatchObject({
      value: "(missing)",
      limit: expect.stringContaining("each environment's health is checked") as string,
      remedy: "add primaryHost, such as primary.kyb-platform.com",
    });
  });

  it("share no host with another service, their own hosts included", () => {
    const other: Service = {
      ...base,
      id: "other",
      namespace: "other",
      backup: { ...base.backup, bucket: "other" },
    };
    const [first, ...rest] = things(base, other);
    expect(rest).toHaveLength(2);
    expect(first).toBe("host of kyb-platform and other");
    const hosts = catalogProblems([base, other]).map(({ value }) => value);
    expect(hosts).toEqual(['"api.kyb-platform.com"', '"primary.kyb-platform.com"', '"dr.kyb-platform.com"']);
  });
});

describe("how an outage is seen", () => {
  it("is fast: every ten seconds, three in a row, answers kept for a minute at most", () => {
    expect(failover.checkIntervalSeconds).toBe(10);
    expect(failover.failureThreshold).toBe(3);
    expect(failover.dnsTtlSeconds).toBeLessThanOrEqual(60);
  });

  it("asks from three regions or more, none of them an environment's own", () => {
    expect(new Set(failover.checkRegions).size).toBeGreaterThanOrEqual(3);
    for (const region of ["us-east-1", "us-west-2"]) expect(failover.checkRegions).not.toContain(region);
  });

  it("asks every service at one endpoint at least", () => {
    for (const service of services)
      expect(
        service.domains.some((each) => each.failover),
        service.id,
      ).toBe(true);
  });
});
