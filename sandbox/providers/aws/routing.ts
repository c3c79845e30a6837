import type { Failure, ResourceKind } from "../model";
import { type PropertyMap, UNKNOWN, isList, isMap, text } from "../value";
import { arnOf, part, uuidOf } from "./identity";

const checkTypes = [
  "HTTP",
  "HTTPS",
  "HTTP_STR_MATCH",
  "HTTPS_STR_MATCH",
  "TCP",
  "CALCULATED",
  "CLOUDWATCH_METRIC",
  "RECOVERY_CONTROL",
];
const checkRegions = [
  "us-east-1",
  "us-west-1",
  "us-west-2",
  "eu-west-1",
  "ap-southeast-1",
  "ap-southeast-2",
  "ap-northeast-1",
  "sa-east-1",
];
const recordTypes = "A AAAA CAA CNAME DS HTTPS MX NAPTR NS PTR SOA SPF SRV SSHFP SVCB TLSA TXT".split(" ");
const routingPolicies = [
  "cidrRoutingPolicy",
  "failoverRoutingPolicies",
  "geolocationRoutingPolicies",
  "geoproximityRoutingPolicy",
  "latencyRoutingPolicies",
  "multivalueAnswerRoutingPolicy",
  "weightedRoutingPolicies",
];

/** Route 53. */
export const routingKinds: Readonly<Record<string, ResourceKind>> = {
  "aws:route53/zone:Zone": {
    autoname: { property: "name", maxLength: 255 },
    replace: ["delegationSetId", "name"],
    id: (_inputs, context) => `Z${context.hex("zone", 13).toUpperCase()}`,
    outputs: (inputs, context, id) => ({
      arn: arnOf("route53", `hostedzone/${id}`, inputs, context, "bare"),
      zoneId: id,
      nameServers: ["com", "net", "org", "co.uk"].map(
        (tld, index) => `ns-${128 * (index + 1)}.awsdns-00.${tld}`,
      ),
      primaryNameServer: "ns-128.awsdns-00.com",
    }),
  },
  "aws:route53/record:Record": {
    required: ["zoneId", "name", "type"],
    // Another type or set identifier is deleted and created in one change batch, so it replaces nothing.
    replace: ["zoneId", "name"],
    identity: ["zoneId", "name", "type", "setIdentifier"],
    check: checkRecord,
    id: (inputs) =>
      [part(inputs, "zoneId"), recordName(inputs), part(inputs, "type"), text(inputs["setIdentifier"])]
        .filter((piece) => piece !== undefined)
        .join("_"),
    outputs: (inputs) => ({ fqdn: recordName(inputs) }),
  },
  "aws:route53/healthCheck:HealthCheck": {
    required: ["type"],
    replace: ["measureLatency", "referenceName", "requestInterval", "routingControlArn", "type"],
    check: checkHealthCheck,
    id: (_inputs, context) => uuidOf(context, "health-check"),
    outputs: (inputs, context, id) => ({
      arn: arnOf("route53", `healthcheck/${id}`, inputs, context, "bare"),
    }),
  },
};

function recordName(inputs: PropertyMap): string {
  return part(inputs, "name").replace(/\.$/, "").toLowerCase();
}

function given(inputs: PropertyMap, property: string): boolean {
  const value = inputs[property] ?? null;
  return value !== null && value !== false;
}

/** A failure where a known value lies outside of its list. */
function listed(inputs: PropertyMap, property: string, allowed: readonly string[], what: string): Failure[] {
  const value = text(inputs[property]);
  if (value === undefined || value === UNKNOWN || allowed.includes(value)) return [];
  return [{ property, reason: `${what} "${value}" is none of ${allowed.join(", ")}: choose one.` }];
}

/** A failure where a known number lies outside of its bounds. */
function bounded(value: unknown, property: string, least: number, most: number, what: string): Failure[] {
  if (typeof value !== "number" || (value >= least && value <= most)) return [];
  return [{ property, reason: `Route 53 takes ${least} to ${most} ${what}, not ${value}: choose one.` }];
}

/** A setting of a block that is given once in a list. */
function setting(inputs: PropertyMap, block: string, name: string) {
  const blocks = inputs[block];
  const first = isList(blocks) ? blocks[0] : undefined;
  return isMap(first) ? first[name] : undefined;
}

function checkRecord(inputs: PropertyMap): Failure[] {
  const policies = routingPolicies.filter((name) => given(inputs, name));
  const [policy] = policies;
  const hasRecords = given(inputs, "records");
  const failures = listed(inputs, "type", recordTypes, "Record type");
  const fail = (property: string, reason: string): number => failures.push({ property, reason });
  if (policies.length > 1)
    fail(policies[1] ?? "", `A record has one routing policy, not ${policies.join(" and ")}: drop one.`);
  if (policy !== undefined && !given(inputs, "setIdentifier"))
    fail("setIdentifier", `A record with ${policy} needs a set identifier: give it one.`);
  if (policy === undefined && given(inputs, "setIdentifier"))
    fail(
      "setIdentifier",
      "A set identifier needs a routing policy: give the record one, or drop the identifier.",
    );
  if (hasRecords === given(inputs, "aliases"))
    fail("records", "A record has either records or aliases: give it one of them.");
  if (hasRecords !== given(inputs, "ttl"))
    fail(
      "ttl",
      "Records need a TTL, and an alias has its target's: give it to the one and not to the other.",
    );
  const { records } = inputs;
  if (text(inputs["type"]) === "CNAME" && isList(records) && records.length > 1)
    fail(
      "records",
      `A CNAME has one value, not ${records.length}: keep one, or use a weighted record for each.`,
    );
  const role = setting(inputs, "failoverRoutingPolicies", "type");
  if (text(role) !== undefined)
    failures.push(
      ...listed({ type: role ?? null }, "type", ["PRIMARY", "SECONDARY", UNKNOWN], "Failover type"),
    );
  const weight = setting(inputs, "weightedRoutingPolicies", "weight");
  return [...failures, ...bounded(weight, "weightedRoutingPolicies", 0, 255, "as a weight")];
}

function checkHealthCheck(inputs: PropertyMap): Failure[] {
  const type = text(inputs["type"]) ?? UNKNOWN;
  const interval = inputs["requestInterval"];
  const { childHealthchecks: children, regions } = inputs;
  const failures = [
    ...listed(inputs, "type", checkTypes, "Health check type"),
    ...bounded(inputs["failureThreshold"], "failureThreshold", 1, 10, "failures"),
    ...bounded(inputs["port"], "port", 1, 65_535, "as a port"),
    ...bounded(inputs["childHealthThreshold"], "childHealthThreshold", 0, 256, "healthy children"),
    ...["fqdn", "resourcePath", "searchString"].flatMap((property) =>
      bounded(text(inputs[property])?.length, property, 0, 255, `characters in ${property}`),
    ),
  ];
  const fail = (property: string, reason: string): number => failures.push({ property, reason });
  if (typeof interval === "number" && interval !== 10 && interval !== 30)
    fail("requestInterval", `Route 53 checks every 10 or 30 seconds, not ${interval}: choose one.`);
  if (/^(HTTPS?(_STR_MATCH)?|TCP)$/.test(type) && !given(inputs, "fqdn") && !given(inputs, "ipAddress"))
    fail("fqdn", `A ${type} check needs an endpoint: give it fqdn or ipAddress.`);
  if (type.endsWith("_STR_MATCH") && !given(inputs, "searchString"))
    fail("searchString", `A ${type} check needs a text to look for: give it searchString.`);
  if (checkTypes.includes(type) && !type.endsWith("_STR_MATCH") && given(inputs, "searchString"))
    fail("searchString", `A ${type} check looks for no text: drop searchString, or use HTTPS_STR_MATCH.`);
  if (isList(children) && children.length > 256)
    fail(
      "childHealthchecks",
      `A calculated check has at most 256 children, not ${children.length}: split it.`,
    );
  if (isList(regions)) {
    const strange = regions
      .flatMap((region) => text(region) ?? [])
      .filter((region) => region !== UNKNOWN && !checkRegions.includes(region));
    if (regions.length < 3)
      fail(
        "regions",
        `Route 53 checks from at least 3 regions, not ${regions.length}: name more, or none for all.`,
      );
    if (strange.length > 0)
      fail("regions", `No health checker is in ${strange.join(", ")}: choose of ${checkRegions.join(", ")}.`);
  }
  return failures;
}
