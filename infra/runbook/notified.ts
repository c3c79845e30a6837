import { alertAreas, responseMinutes } from "../alerts/rule-groups";
import type { AlertEnvironment } from "../alerts/types";
import type { Service } from "../catalog/types";
import { escalationPolicies, type EscalationPolicy } from "../oncall/escalation-policy";
import { table } from "./table";

/** Who is notified when, as one line: `at once On-Call Engineer (pagerduty, slack); after 30 min DevOps Lead (phone)`. */
function chain(steps: EscalationPolicy["steps"]): string {
  const ways = new Map<string, readonly string[]>();
  for (const { afterMinutes, role, channel } of steps) {
    const who = `${afterMinutes === 0 ? "at once" : `after ${afterMinutes} min`} ${role}`;
    ways.set(who, [...(ways.get(who) ?? []), channel]);
  }
  return [...ways].map(([who, channels]) => `${who} (${channels.join(", ")})`).join("; ");
}

/** Minutes until somebody works on it, by area and severity, as the alerts' labels have them; none where no alert is. */
function responses(
  service: Service,
  environments: readonly AlertEnvironment[],
): readonly { readonly area: string; readonly severity: string; readonly minutes: string }[] {
  return environments
    .flatMap((environment) => alertAreas(service, environment).flatMap(({ alerts }) => alerts))
    .map((alert) => ({
      area: alert.area,
      severity: alert.severity,
      minutes: String(responseMinutes(service, alert)),
    }));
}

/** Who is notified, as a table: one row per chain; severities that notify the same people in the same way share a row. */
export function notified(service: Service, environments: readonly AlertEnvironment[]): string {
  const policies = escalationPolicies(service);
  const known = responses(service, environments);
  const named = policies.flatMap(({ areas }) => areas.map(String));
  const rows = new Map<string, { readonly names: readonly string[]; readonly within: readonly string[] }>();
  for (const { areas, severities: names, steps } of policies) {
    const key = `${areas.length === 0 ? "any other" : areas.join(", ")}\n${chain(steps)}`;
    const isOf = (area: string) =>
      areas.length === 0 ? !named.includes(area) : areas.some((one) => one === area);
    const within = names.flatMap((name) => {
      const found = known.find(({ area, severity }) => severity === name && isOf(area));
      return found === undefined ? [] : [`${name} ${found.minutes} min`];
    });
    const before = rows.get(key) ?? { names: [], within: [] };
    rows.set(key, { names: [...before.names, ...names], within: [...before.within, ...within] });
  }
  return table(
    ["area", "severity", "response", "who"],
    [...rows].map(([key, { names, within }]) => {
      const [area = "", who = ""] = key.split("\n");
      return [area, names.join(", "), within.join(", ") || "no alert", who];
    }),
  );
}
