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
import { changed, leavesOf, other, type Leaf } from "../support/leaves";
import { primary, standby } from "../support/service-fixture";
import { RUNBOOKS } from "../support/runbooks";

const HORIZONS: readonly Horizon[] = ["now", "months6", "months12"];
const channels = channelsOf(
  {
    oncallMail: { smarthost: "smtp.example.com:587", from: "a@b.example", to: { default: "c@d.example" } },
    deadManUrl: undefined,
  },
  ["pagerdutyRoutingKey", "slackApiUrl"],
);

const STACKS: readonly Settings[] = [
  { ...primary, certificates: { issuer: "letsencrypt", issuerKind: "ClusterIssuer", ingressClass: "nginx" } },
  { ...standby, posture: "active" },
  { ...primary, posture: "safe" },
  { ...primary, sizes: Object.fromEntries(services.map(({ id }) => [id, "scaled" as const])) },
  ...HORIZONS.slice(1).map((capacityHorizon): Settings => ({ ...primary, capacityHorizon })),
];

/** What checks, rules, routes, pages and stacks make of a service, the cheapest first. */
const readers: readonly ((service: Service) => unknown)[] = [
  (service) => catalogProblems(services.map((each) => (each.id === service.id ? service : each))),
  (service) => alertmanagerConfig([service], channels),
  (service) => escalationPolicies(service),
  (service) => [...exposedMetrics([service])],
  (service) =>
    retentionFiles([service], { url: "https://logs.example.com", user: "keeper", passwordFile: "p" }),
  (service) => HORIZONS.map((horizon) => objectiveProblems(service, horizon)),
  (service) => pageEnvironments(service).map((environment) => ruleGroups(service, environment, RUNBOOKS)),
  (service) => runbookPage(service, pageEnvironments(service)),
  ...STACKS.map((config) => (service: Service) => environments(config, undefined, [service])),
];

/** What a reader makes of a service, or the error that it throws. */
async function answer(read: (service: Service) => unknown, service: Service): Promise<string> {
  try {
    return JSON.stringify(await read(service));
  } catch (error) {
    return String(error);
  }
}

/** Whether a reader makes something else of another service. */
async function changesAnything(before: readonly string[], altered: Service): Promise<boolean> {
  for (const [index, read] of readers.entries())
    if ((await answer(read, altered)) !== before[index]) return true;
  return false;
}

/** A leaf's place without its position in lists: what has the same is read by the same code. */
const shapeOf = ({ path }: Leaf): string =>
  path.map((step) => (typeof step === "number" ? "*" : step)).join(".");

/** Leaves of each service that no service before it has. */
function newLeaves(): readonly (readonly [string, Service, readonly Leaf[]])[] {
  const seen = new Set<string>();
  return services.map((service) => {
    const leaves = leavesOf(service).filter((leaf) => !seen.has(shapeOf(leaf)));
    const unique = new Map(leaves.map((leaf) => [shapeOf(leaf), leaf]));
    for (const shape of unique.keys()) seen.add(shape);
    return [service.id, service, [...unique.values()]] as const;
  });
}

describe("the catalog", () => {
  it.each(newLeaves())("of %s has no leaf that changes nothing", async (_, service, leaves) => {
    const before: string[] = [];
    for (const read of readers) before.push(await answer(read, service));
    const dead: string[] = [];
    for (const { path, value } of leaves)
      if (!(await changesAnything(before, changed(service, path, other(value))))) dead.push(path.join("."));
    expect(leaves.length).toBeGreaterThan(10);
    expect(dead).toEqual([]);
  });
});
