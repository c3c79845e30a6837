import type { Failure, ProviderModel, ResourceKind } from "./model";
import { type PropertyMap, isList, text } from "./value";

const shape = /^cloudflare:index\/[a-zA-Z0-9]+:[A-Z][A-Za-z0-9]*$/;

/** A resource with an id that Cloudflare makes: 32 hexadecimal digits. */
function object(
  required: readonly string[],
  replace: readonly string[],
  more: Partial<ResourceKind> = {},
): ResourceKind {
  return { required, replace, id: (_inputs, context) => context.hex("id", 32), ...more };
}

const dnsRecord = object(["zoneId", "name", "type", "ttl"], ["zoneId"], {
  check: checkRecord,
  outputs: () => times,
});

const times = { createdOn: "2026-01-01T00:00:00Z", modifiedOn: "2026-01-01T00:00:00Z" };

const kinds: Readonly<Record<string, ResourceKind>> = {
  "cloudflare:index/zone:Zone": object(["account", "name"], ["account", "name"], {
    identity: ["name"],
    outputs: () => ({
      ...times,
      status: "active",
      nameServers: ["ada.ns.cloudflare.com", "bob.ns.cloudflare.com"],
    }),
  }),
  "cloudflare:index/dnsRecord:DnsRecord": dnsRecord,
  "cloudflare:index/record:Record": dnsRecord,
  "cloudflare:index/ruleset:Ruleset": object(
    ["kind", "name", "phase"],
    ["accountId", "kind", "phase", "zoneId"],
    {
      identity: ["zoneId", "accountId", "phase"],
      check: checkScope,
      outputs: () => ({ version: "1", lastUpdated: times.modifiedOn }),
    },
  ),
  "cloudflare:index/zoneSetting:ZoneSetting": object(
    ["zoneId", "settingId", "value"],
    ["settingId", "zoneId"],
    {
      identity: ["zoneId", "settingId"],
      id: (inputs) => text(inputs["settingId"]) ?? "<settingId>",
      outputs: () => ({ editable: true, modifiedOn: times.modifiedOn }),
    },
  ),
  "cloudflare:index/loadBalancer:LoadBalancer": object(
    ["zoneId", "name", "defaultPools", "fallbackPool"],
    ["zoneId"],
    {
      outputs: () => times,
    },
  ),
  "cloudflare:index/loadBalancerPool:LoadBalancerPool": object(
    ["accountId", "name", "origins"],
    ["accountId"],
    {
      outputs: () => times,
    },
  ),
  "cloudflare:index/loadBalancerMonitor:LoadBalancerMonitor": object(["accountId"], ["accountId"], {
    outputs: () => times,
  }),
  "cloudflare:index/apiToken:ApiToken": object(["name", "policies"], [], {
    outputs: (_inputs, context) => ({ status: "active", value: context.hex("token", 40) }),
  }),
};

/** The Cloudflare provider. Types outside the table are accepted and get an id. */
export const cloudflare: ProviderModel = {
  name: "cloudflare",
  tokenShape: "cloudflare:index/dnsRecord:DnsRecord",
  replaceConfig: [],
  kind: (type) => kinds[type] ?? (shape.test(type) ? object([], ["accountId", "zoneId"]) : undefined),
  functions: {},
};

function checkRecord(inputs: PropertyMap): Failure[] {
  const ttl = inputs["ttl"];
  const failures: Failure[] = [];
  if (typeof ttl === "number" && ttl !== 1 && (ttl < 30 || ttl > 86400)) {
    failures.push({
      property: "ttl",
      reason: `TTL is ${ttl} s; Cloudflare takes 1 (automatic) or 30 to 86400: choose one.`,
    });
  }
  if ((inputs["content"] ?? null) === null && (inputs["data"] ?? null) === null) {
    failures.push({ property: "content", reason: 'A record needs "content" or "data": give one.' });
  }
  return failures;
}

function checkScope(inputs: PropertyMap): Failure[] {
  const scopes = ["zoneId", "accountId"].filter((name) => (inputs[name] ?? null) !== null);
  const failures: Failure[] = [];
  if (scopes.length !== 1) {
    const reason = `A ruleset belongs to a zone or to an account, but ${scopes.length} of zoneId and accountId are given: give one.`;
    failures.push({ property: "zoneId", reason });
  }
  if (inputs["rules"] !== undefined && typeof inputs["rules"] !== "string" && !isList(inputs["rules"])) {
    failures.push({ property: "rules", reason: "The rules must be a list: put them into one." });
  }
  return failures;
}
