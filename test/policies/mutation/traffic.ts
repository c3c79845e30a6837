import { kinds } from "./kinds";
import type { Mutation } from "./mutation";
import { but, changed, gone } from "./table";

/** Failover has a record of each half; other records lead to one environment. */
const notFailover = /-failover-(?!.*-(primary|secondary|standby)$)/;

/** Records that have a half already. */
const failover = /-failover-.*-(primary|secondary|standby)$/;
const FAILOVER = ["failoverRoutingPolicies", [{ type: "PRIMARY" }]] as const;
const ALIAS = { of: kinds.record, at: "aliases", to: [{ name: "other", evaluateTargetHealth: true }] };
const [FIRST, SECOND] = ["api", "app"].map(
  (name) => `failover-${name}\\.dotmac\\.platform-(primary|secondary|standby)$`,
) as [string, string];

/** What the rules on records and zones guard. */
export const traffic: readonly Mutation[] = [
  ...changed(
    "failover-record-is-health-checked",
    kinds.record,
    [
      ["healthCheckId", undefined],
      ["healthCheckId", ""],
    ],
    notFailover,
  ),
  ...changed(
    "failover-record-has-short-ttl",
    kinds.record,
    [
      ["ttl", 300],
      ["ttl", undefined],
    ],
    notFailover,
  ),
  ...changed("failover-record-has-short-ttl", kinds.record, [FAILOVER], failover, {
    given: [{ of: kinds.record, at: "ttl", to: 300 }],
  }),
  ...changed("failover-record-has-short-ttl", kinds.record, [["aliases", []]], notFailover, {
    given: [ALIAS, { of: kinds.record, at: "ttl", to: undefined }],
  }),
  ...changed("failover-record-is-health-checked", kinds.record, [FAILOVER], failover),
  ...changed(
    "failover-record-is-health-checked",
    kinds.record,
    [
      ["aliases", []],
      ["aliases * evaluateTargetHealth", false],
    ],
    notFailover,
    { given: [ALIAS, { of: kinds.record, at: "healthCheckId", to: undefined }] },
  ),
  ...changed("failover-record-has-its-peer", kinds.record, [["failoverRoutingPolicies * type", "TERTIARY"]]),
  // Two records of one role, which differ in the zone, the name or the type alone.
  ...["zoneId", "name", "type"].flatMap((part) =>
    changed("failover-record-has-its-peer", kinds.record, [[part, "one"]], but(FIRST), {
      given: ["zoneId", "name", "type"].flatMap((at) => [
        { of: kinds.record, named: new RegExp(SECOND), at, to: "one" },
        { of: kinds.record, named: new RegExp(FIRST), at, to: at === part ? "other" : "one" },
      ]),
    }),
  ),
  ...(["prod", "dr"] as const).map((stack): Mutation => ({
    rule: "failover-record-has-its-peer",
    breaks: `the other half in ${stack}`,
    of: kinds.record,
    stack,
    at: "failoverRoutingPolicies * type",
    to: stack === "prod" ? "SECONDARY" : "PRIMARY",
  })),
  {
    rule: "failover-record-has-its-peer",
    breaks: "a second one of its role",
    of: kinds.record,
    except: notFailover,
    beside: (sound) => ({ ...sound, name: `${sound.name}-again` }),
  },
  ...["min_tls_version", "always_use_https"].flatMap((setting): readonly Mutation[] => {
    const rule = setting === "min_tls_version" ? "zone-demands-modern-tls" : "zone-redirects-to-https";
    const except = new RegExp(`(?<!${setting})$`);
    return [
      ...gone(rule, kinds.zoneSetting, except),
      ...changed(
        rule,
        kinds.zoneSetting,
        [
          ["value", setting === "min_tls_version" ? "1.0" : "off"],
          ["settingId", "ssl"],
          ["zoneId", "another"],
        ],
        except,
      ),
    ];
  }),
  ...changed("zone-encrypts-to-its-origin", kinds.zoneSetting, [["value", "flexible"]], undefined, {
    given: [
      { of: kinds.zoneSetting, at: "settingId", to: "ssl" },
      { of: kinds.zoneSetting, at: "value", to: "strict" },
    ],
  }),
  ...changed("zone-encrypts-to-its-origin", kinds.zoneSetting, [["settingId", "ssl"]], undefined, {
    given: [{ of: kinds.zoneSetting, at: "value", to: "flexible" }],
  }),
  ...changed("cloudflare-token-is-scoped", kinds.zoneProvider, [["apiKey", "0".repeat(37)]]),
  ...changed("zone-demands-modern-tls", kinds.zoneRuleset, [["zoneId", "another"]]),
  ...changed("zone-redirects-to-https", kinds.zoneRuleset, [["zoneId", "another"]]),
];
