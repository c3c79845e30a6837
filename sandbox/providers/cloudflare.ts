import type { Failure, ProviderModel, ResourceKind } from "./model";
import { type PropertyMap, type Value, UNKNOWN, isList, isMap, text } from "./value";

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

/** Values of the zone settings that are known here; others are taken as they come. */
const settingValues: Readonly<Record<string, readonly string[]>> = {
  min_tls_version: ["1.0", "1.1", "1.2", "1.3"],
  always_use_https: ["on", "off"],
  tls_1_3: ["on", "off", "zrt"],
  ssl: ["off", "flexible", "full", "strict", "origin_pull"],
};

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
      check: checkSetting,
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
  kind: (type) =>
    kinds[type] ?? (shape.test(type) ? object([], ["accountId", "zoneId"], { isGuess: true }) : undefined),
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

/** A zone's id as Cloudflare makes them; one that is not known yet passes. */
function checkZoneId(inputs: PropertyMap): Failure[] {
  const id = text(inputs["zoneId"]);
  if (id === undefined || id === UNKNOWN || /^[0-9a-f]{32}$/.test(id)) return [];
  const reason = `Zone id "${id}" is not 32 hexadecimal digits: copy it from the zone's overview.`;
  return [{ property: "zoneId", reason }];
}

function checkSetting(inputs: PropertyMap): Failure[] {
  const [setting, value] = [text(inputs["settingId"]) ?? "", inputs["value"]];
  const known = settingValues[setting];
  const failures = checkZoneId(inputs);
  if (known === undefined || value === UNKNOWN || known.some((one) => one === value)) return failures;
  const reason = `Setting ${setting} takes ${known.join(", ")}, not ${JSON.stringify(value ?? null)}: choose one.`;
  return [...failures, { property: "value", reason }];
}

/** What the phase of cache settings asks of a rule. */
function checkCacheRule(rule: Value, index: number): Failure[] {
  const given = isMap(rule) ? rule : {};
  const failures: Failure[] = [];
  if (given["action"] !== "set_cache_settings") {
    const reason = "A rule of this phase sets cache settings: give it the action set_cache_settings.";
    failures.push({ property: `rules[${index}].action`, reason });
  }
  if ((text(given["expression"]) ?? "") === "") {
    const reason = 'A rule needs to know what it is for: give it an expression, "true" for all.';
    failures.push({ property: `rules[${index}].expression`, reason });
  }
  return failures;
}

function checkRules(inputs: PropertyMap): Failure[] {
  const { rules } = inputs;
  if (!isList(rules)) return [];
  const references = rules.flatMap((rule) => (isMap(rule) ? (text(rule["ref"]) ?? []) : []));
  const repeated = references.filter((one, index) => references.indexOf(one) !== index);
  return [
    ...repeated.map((one) => ({
      property: "rules",
      reason: `Two rules have the ref "${one}": give each its own.`,
    })),
    ...(inputs["phase"] === "http_request_cache_settings" ? rules.flatMap(checkCacheRule) : []),
  ];
}

function checkScope(inputs: PropertyMap): Failure[] {
  const scopes = ["zoneId", "accountId"].filter((name) => (inputs[name] ?? null) !== null);
  const failures = [...checkZoneId(inputs), ...checkRules(inputs)];
  if (scopes.length !== 1) {
    const reason = `A ruleset belongs to a zone or to an account, but ${scopes.length} of zoneId and accountId are given: give one.`;
    failures.push({ property: "zoneId", reason });
  }
  if (inputs["rules"] !== undefined && typeof inputs["rules"] !== "string" && !isList(inputs["rules"])) {
    failures.push({ property: "rules", reason: "The rules must be a list: put them into one." });
  }
  return failures;
}
