import { ruleGroups, type RuleGroup } from "../../../infra/alerts/rule-groups";
import type { Service } from "../../../infra/catalog/types";
import { alertEnvironment } from "../../../infra/alerts/environment";
import type { EnvironmentPlace } from "../../../sandbox/render/runbook-pages";
import { RUNBOOKS } from "../../support/runbooks";

/** Also the alerts of the way of logs, unless a place has none. */
const WITH_LOGS = {
  logs: { url: "https://logs.example.com", user: "collector", retentionUser: "keeper" },
  monitoringNamespace: "monitoring",
};

/** The rules of a service somewhere, at today's size. */
export function rulesOf(service: Service, place: EnvironmentPlace): readonly RuleGroup[] {
  return ruleGroups(
    service,
    alertEnvironment(service, { ...WITH_LOGS, ...place, capacityHorizon: "now" }),
    RUNBOOKS,
  );
}

type AnyRule = RuleGroup["rules"][number];

/** A rule that alerts. */
export type AlertRule = Extract<AnyRule, { readonly alert: string }>;

/** The alerts among the rules, in their order. */
export function alertsOf(groups: readonly RuleGroup[]): readonly AlertRule[] {
  return groups.flatMap(({ rules }) => rules).filter((rule) => "alert" in rule);
}
