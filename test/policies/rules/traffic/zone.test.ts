import { cloudflareTokenIsScoped } from "../../../../policies/rules/iam/cloudflare-token-is-scoped";
import { zoneDemandsModernTls } from "../../../../policies/rules/traffic/zone-demands-modern-tls";
import { zoneEncryptsToItsOrigin } from "../../../../policies/rules/traffic/zone-encrypts-to-its-origin";
import { zoneRedirectsToHttps } from "../../../../policies/rules/traffic/zone-redirects-to-https";
import type { Rule } from "../../../../policies/support/rule";
import { unknown, type Fields, type Value } from "../../../../policies/support/input/value";
import { describeRule, resource, undecidedOn } from "../../support/cases";

const setting = (settingId: string, value: Value, zoneId: Value = "z1") =>
  resource("cloudflare:index/zoneSetting:ZoneSetting", settingId, { zoneId, settingId, value });
const ruleset = (zoneId: Value = "z1") => resource("cloudflare:index/ruleset:Ruleset", "cache", { zoneId });
const zone = resource("cloudflare:index/zone:Zone", "shop", { name: "shop.example" });
/** A setting of the zone that is beside it, before it is made and after. */
const settingOf = (id: string, value: Value, zoneId: Value) => ({
  ...setting(id, value, zoneId),
  madeFrom: (property: string) => (property === "zoneId" ? [{ urn: zone.urn, type: zone.type }] : []),
});

const override = (settings: Value, zoneId: Value = "z1") =>
  resource("cloudflare:index/zoneSettingsOverride:ZoneSettingsOverride", "all", { zoneId, settings });

function cases(rule: Rule, id: string, good: string, bad: string, why: string): void {
  const field = id.replace(/_./g, (found) => found.slice(1).toUpperCase());
  const set = [why, `set settings.${field}: ${good} in its ZoneSettingsOverride`];
  const remedy = [why, `add a ZoneSetting with settingId ${id} and value ${good}`];
  describeRule(rule, [
    { name: "accepts it", given: [setting(id, good), ruleset()] },
    { name: "says nothing of a stack without zones", given: [] },
    {
      name: "accepts it of the stack's own zone before that has an id",
      given: [zone, settingOf(id, good, unknown)],
    },
    { name: "accepts it of the stack's own zone that has one", given: [zone, settingOf(id, good, "z1")] },
    {
      name: "refuses a zone of its own without it",
      given: [zone, setting(id, good)],
      says: [`violation | Zone shop: ${[`its zone has no setting ${id}`, ...remedy].join("; ")}`],
    },
    { name: "accepts it among all settings", given: [override({ [field]: good }), ruleset()] },
    {
      name: "refuses less among all settings",
      given: [override({ [field]: bad })],
      says: [`violation | ZoneSettingsOverride all: ${[`${id} is ${bad}`, ...set].join("; ")}`],
    },
    {
      name: "refuses all settings but this",
      given: [override({ ssl: "strict" })],
      says: [`violation | ZoneSettingsOverride all: ${[`its zone has no setting ${id}`, ...set].join("; ")}`],
    },
    {
      name: "cannot decide on unknown settings",
      given: [override(unknown), override({ [field]: unknown }, "z2")],
      says: ["settings", `settings.${field}`].flatMap((path) =>
        undecidedOn("ZoneSettingsOverride all", path),
      ),
    },
    {
      name: "refuses less",
      given: [setting(id, bad), ruleset()],
      says: [`violation | ZoneSetting ${id}: ${[`${id} is ${bad}`, ...remedy].join("; ")}`],
    },
    {
      name: "refuses a zone without it, whatever another has",
      given: [ruleset(), setting(id, good, "z2")],
      says: [`violation | Ruleset cache: ${[`its zone has no setting ${id}`, ...remedy].join("; ")}`],
    },
    {
      name: "cannot decide on unknown",
      given: [setting(id, unknown)],
      says: undecidedOn(`ZoneSetting ${id}`, "value"),
    },
  ]);
}

cases(zoneDemandsModernTls, "min_tls_version", "1.2", "1.1", "1.2 or 1.3 is required");
cases(zoneRedirectsToHttps, "always_use_https", "on", "off", "on is required");

const clear = (mode: string) =>
  `violation | ZoneSetting ssl: ssl is ${mode}; strict or full is required; set it to strict, with a certificate at the origin`;
describeRule(zoneEncryptsToItsOrigin, [
  {
    name: "accepts what goes on encrypted, and what does not say",
    given: [setting("ssl", "strict"), setting("ssl", "full"), setting("ssl", "origin_pull"), zone],
  },
  { name: "says nothing of another setting", given: [setting("always_use_https", "off")] },
  { name: "refuses none", given: [setting("ssl", "off")], says: [clear("off")] },
  {
    name: "refuses none among all settings",
    given: [override({ ssl: "off" }), override({ minTlsVersion: "1.2" }), override({ ssl: "strict" })],
    says: [clear("off").replace("ZoneSetting ssl", "ZoneSettingsOverride all")],
  },
  { name: "refuses half of it", given: [setting("ssl", "flexible")], says: [clear("flexible")] },
  {
    name: "cannot decide on unknown",
    given: [setting("ssl", unknown)],
    says: undecidedOn("ZoneSetting ssl", "value"),
  },
]);

const ZONE = "com.cloudflare.api.account.zone.0123";
const token = (resources: Value, more: Fields = {}) => [
  resource("cloudflare:index/apiToken:ApiToken", "purge", {
    policies: [{ effect: "allow", permissionGroups: [{ id: "purge" }], resources }],
    expiresOn: "2027-01-01T00:00:00Z",
    ...more,
  }),
];
const says = (...clauses: readonly string[]) => [`violation | ApiToken purge: ${clauses.join("; ")}`];
const wide = (name: string) =>
  says(
    `policies[0] allows on ${name}`,
    "zones and accounts must be named",
    "name each by its id, as com.cloudflare.api.account.zone.<id>",
  );
const provider = (inputs: Fields) => resource("pulumi:providers:cloudflare", "cdn", inputs);
const key = `violation | cloudflare cdn: ${[
  "apiKey is set",
  "it opens every zone of its owner, forever",
  "set apiToken, to a token for one zone",
].join("; ")}`;
describeRule(cloudflareTokenIsScoped, [
  { name: "accepts a provider with a token", given: [provider({ apiToken: unknown })] },
  { name: "refuses a provider with the global key", given: [provider({ apiKey: "0123" })], says: [key] },
  {
    name: "cannot decide on a key that is not known",
    given: [provider({ apiKey: unknown })],
    says: undecidedOn("cloudflare cdn", "apiKey"),
  },
  { name: "accepts one zone", given: token(JSON.stringify({ [ZONE]: "*" })) },
  {
    name: "accepts a denial of all",
    given: token("", { policies: [{ effect: "deny", resources: '{"com.cloudflare.api.account.*":"*"}' }] }),
  },
  ...["com.cloudflare.api.account.zone.*", "com.cloudflare.api.account.*"].map((name) => ({
    name: `refuses ${name}`,
    given: token(JSON.stringify({ [name]: "*" })),
    says: wide(name),
  })),
  {
    name: "refuses what is no JSON",
    given: token(ZONE),
    says: says(
      "policies[0].resources is no JSON",
      "a policy's resources must be readable",
      "write it with JSON.stringify",
    ),
  },
  {
    name: "refuses a token for ever",
    given: token(JSON.stringify({ [ZONE]: "*" }), { expiresOn: null }),
    says: says(
      "expiresOn is absent",
      "a date is required",
      "set expiresOn, and renew the token before that date",
    ),
  },
  {
    name: "cannot decide on an end that is not known",
    given: token(JSON.stringify({ [ZONE]: "*" }), { expiresOn: unknown }),
    says: undecidedOn("ApiToken purge", "expiresOn"),
  },
  {
    name: "judges what is known beside what is not",
    given: token("", {
      policies: [
        { effect: "allow", resources: unknown },
        { effect: "allow", resources: '{"com.cloudflare.api.account.*":"*"}' },
      ],
      expiresOn: null,
    }),
    says: [
      ...undecidedOn("ApiToken purge", "policies[0].resources"),
      ...wide("com.cloudflare.api.account.*").map((line) => line.replace("policies[0]", "policies[1]")),
      ...says(
        "expiresOn is absent",
        "a date is required",
        "set expiresOn, and renew the token before that date",
      ),
    ],
  },
  {
    name: "cannot decide on unknown",
    given: token(unknown),
    says: undecidedOn("ApiToken purge", "policies[0].resources"),
  },
]);
