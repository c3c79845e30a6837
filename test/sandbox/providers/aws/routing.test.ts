import { describe, expect, it } from "vitest";
import { aws } from "../../../../sandbox/providers/aws";
import { checkResource } from "../../../../sandbox/providers/resource-check";
import { diffResource } from "../../../../sandbox/providers/resource-diff";
import { UNKNOWN, type PropertyMap } from "../../../../sandbox/providers/value";
import { contextOf, operation } from "../operation";

const RECORD = "aws:route53/record:Record";
const CHECK = "aws:route53/healthCheck:HealthCheck";

const failing = (type: string, inputs: PropertyMap): readonly string[] =>
  checkResource(
    aws,
    operation(aws, type, inputs).kind,
    contextOf(type),
    inputs,
    undefined,
    "seed",
  ).failures.map(({ property }) => property);
const replaces = (type: string, before: PropertyMap, after: PropertyMap): readonly string[] =>
  diffResource(aws, operation(aws, type, after).kind, type, {}, before, after).replaces;

const cname = { zoneId: "Z1", name: "a.example", type: "CNAME", ttl: 60, records: ["b.example"] };
const failover = { ...cname, setIdentifier: "one", failoverRoutingPolicies: [{ type: "PRIMARY" }] };
const weighted = { ...cname, setIdentifier: "one", weightedRoutingPolicies: [{ weight: 0 }] };
const https = { type: "HTTPS", fqdn: "a.example", port: 443, requestInterval: 10, failureThreshold: 3 };

describe("records", () => {
  it.each<[string, PropertyMap]>([
    ["alone", cname],
    ["failover", failover],
    ["weighted", weighted],
    ["alias", { zoneId: "Z1", name: "a.example", type: "A", aliases: [{ name: "b.example", zoneId: "Z2" }] }],
    ["not known yet", { ...failover, records: [UNKNOWN], healthCheckId: UNKNOWN }],
  ])("are accepted: %s", (_, inputs) => {
    expect(failing(RECORD, inputs)).toEqual([]);
  });

  it.each<[string, PropertyMap, readonly string[]]>([
    ["nothing to answer", { zoneId: "Z1", name: "a.example", type: "A" }, ["records"]],
    ["an unknown type", { ...cname, type: "CNAM" }, ["type"]],
    ["a CNAME of two values", { ...cname, records: ["b.example", "c.example"] }, ["records"]],
    ["no TTL", { zoneId: "Z1", name: "a.example", type: "CNAME", records: ["b.example"] }, ["ttl"]],
    ["no set identifier", { ...cname, failoverRoutingPolicies: [{ type: "PRIMARY" }] }, ["setIdentifier"]],
    ["a set identifier alone", { ...cname, setIdentifier: "one" }, ["setIdentifier"]],
    ["another role", { ...failover, failoverRoutingPolicies: [{ type: "TERTIARY" }] }, ["type"]],
    [
      "too much weight",
      { ...weighted, weightedRoutingPolicies: [{ weight: 256 }] },
      ["weightedRoutingPolicies"],
    ],
    ["two policies", { ...failover, weightedRoutingPolicies: [{ weight: 1 }] }, ["weightedRoutingPolicies"]],
  ])("are refused: %s", (_, inputs, properties) => {
    expect(failing(RECORD, inputs)).toEqual(properties);
  });

  it("are replaced for another name or zone, and changed in place for all else", () => {
    expect(replaces(RECORD, cname, { ...cname, zoneId: "Z2" })).toEqual(["zoneId"]);
    expect(replaces(RECORD, cname, weighted)).toEqual([]);
    expect(replaces(RECORD, failover, { ...failover, healthCheckId: "h" })).toEqual([]);
  });

  it("are known by zone, name, type and set identifier", () => {
    const { kind, context } = operation(aws, RECORD, failover);
    expect(kind.id(failover, context)).toBe("Z1_a.example_CNAME_one");
    expect(kind.id({ ...cname, name: "A.example." }, context)).toBe("Z1_a.example_CNAME");
  });
});

describe("health checks", () => {
  it.each<[string, PropertyMap]>([
    ["HTTPS", https],
    ["with a text", { ...https, type: "HTTPS_STR_MATCH", searchString: '"ok"' }],
    ["calculated", { type: "CALCULATED", childHealthchecks: [UNKNOWN], childHealthThreshold: 1 }],
    ["from three regions", { ...https, regions: ["us-west-1", "eu-west-1", "ap-northeast-1"] }],
  ])("are accepted: %s", (_, inputs) => {
    expect(failing(CHECK, inputs)).toEqual([]);
  });

  it.each<[string, PropertyMap, readonly string[]]>([
    ["an unknown type", { ...https, type: "HTTP2" }, ["type"]],
    ["nobody to ask", { type: "HTTPS" }, ["fqdn"]],
    ["an interval between", { ...https, requestInterval: 20 }, ["requestInterval"]],
    ["too much patience", { ...https, failureThreshold: 11 }, ["failureThreshold"]],
    ["no port", { ...https, port: 0 }, ["port"]],
    ["a long path", { ...https, resourcePath: "/".repeat(256) }, ["resourcePath"]],
    ["nothing to look for", { ...https, type: "HTTPS_STR_MATCH" }, ["searchString"]],
    ["a text that nobody looks for", { ...https, searchString: "ok" }, ["searchString"]],
    ["two regions", { ...https, regions: ["us-west-1", "eu-west-1"] }, ["regions"]],
    [
      "a region without checkers",
      { ...https, regions: ["us-west-1", "eu-west-1", "eu-north-1"] },
      ["regions"],
    ],
    ["more children than 256", { type: "CALCULATED", childHealthThreshold: 257 }, ["childHealthThreshold"]],
  ])("are refused: %s", (_, inputs, properties) => {
    expect(failing(CHECK, inputs)).toEqual(properties);
  });

  it("are replaced for what Route 53 changes on none that exists", () => {
    expect(replaces(CHECK, https, { ...https, requestInterval: 30 })).toEqual(["requestInterval"]);
    expect(replaces(CHECK, https, { ...https, type: "HTTPS_STR_MATCH", searchString: "ok" })).toEqual([
      "type",
    ]);
    expect(replaces(CHECK, https, { ...https, fqdn: "b.example", failureThreshold: 2 })).toEqual([]);
  });
});
