import { describe, expect, it } from "vitest";
import { exposedMetrics } from "../../infra/alerts/metrics";
import { ruleGroups } from "../../infra/alerts/rule-groups";
import { services } from "../../infra/catalog";
import { catalogProblems } from "../../infra/catalog/check";
import type { Horizon, Service } from "../../infra/catalog/types";
import type { Settings } from "../../infra/config";
import { retentionFiles } from "../../infra/logs/retention";
import { alertmanagerConfig } from "../../infra/oncall/configuration";
import { channelsOf } from "../../infra/oncall/channels";
import { escalationPolicies } from "../../infra/oncall/escalation-policy";
import { objectiveProblems } from "../../infra/recovery/objective-problems";
import { runbookPage } from "../../infra/runbook/page";
import { pageEnvironments } from "../../sandbox/render/runbook-pages";
import { environments } from "../support/catalog-environments";
import { changed, leavesOf, other } from "../support/leaves";
import { primary, standby } from "../support/service-fixture";

const HORIZONS: readonly Horizon[] = ["now", "months6", "months12"];
const channels = channelsOf(
  {
    oncallMail: { smarthost: "smtp.example.com:587", from: "a@b.example", to: { default: "c@d.example" } },
    deadManUrl: undefined,
  },
  ["pagerdutyRoutingKey", "slackApiUrl"],
);

/** What a reader answers, or the error that it throws. */
function answer(read: () => unknown): unknown {
  try {
    return read();
  } catch (error) {
    return String(error);
  }
}

/** What checks, rules, routes and pages make of a service; cheap. */
function pureOf(service: Service): string {
  const all = services.map((each) => (each.id === service.id ? service : each));
  return JSON.stringify([
    answer(() => catalogProblems(all)),
    HORIZONS.map((horizon) => answer(() => objectiveProblems(service, horizon))),
    answer(() => runbookPage(service, pageEnvironments(service))),
    answer(() => pageEnvironments(service).map((environment) => ruleGroups(service, environment))),
    answer(() => [...exposedMetrics([service])]),
    answer(() => alertmanagerConfig([service], channels)),
    answer(() => escalationPolicies(service)),
    answer(() =>
      retentionFiles([service], { url: "https://logs.example.com", user: "keeper", passwordFile: "p" }),
    ),
  ]);
}

const STACKS: readonly Settings[] = [
  primary,
  { ...standby, posture: "active" },
  ...HORIZONS.slice(1).map((capacityHorizon): Settings => ({ ...primary, capacityHorizon })),
];

/** What a service declares in the stacks that differ by what they read of it. */
async function declaredOf(service: Service): Promise<string> {
  const made: unknown[] = [];
  for (const config of STACKS)
    made.push(await environments(config, undefined, [service]).catch((error: unknown) => String(error)));
  return JSON.stringify(made);
}

describe("the catalog", () => {
  it.each(services.map((service) => [service.id, service] as const))(
    "of %s has no leaf that changes nothing",
    async (_, service) => {
      const [pure, made] = [pureOf(service), await declaredOf(service)];
      const dead: string[] = [];
      for (const { path, value } of leavesOf(service)) {
        const altered = changed(service, path, other(value));
        if (pureOf(altered) !== pure || (await declaredOf(altered)) !== made) continue;
        dead.push(path.join("."));
      }
      expect(leavesOf(service).length).toBeGreaterThan(200);
      expect(dead).toEqual([]);
    },
  );
});
