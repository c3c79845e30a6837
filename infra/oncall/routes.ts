import { alertGrouping } from "../catalog/severities";
import type { Service, SeverityName } from "../catalog/types";
import type { Receiver, Route } from "./alertmanager";
import { chainsOf, contactsOf, severitiesOf, urgencyOf, type Chain, type Urgency } from "./chain";
import { canReach, isPaged, type Channels } from "./channels";
import { maintenanceName } from "./maintenance";
import {
  anyoneName,
  anyoneReceiver,
  clockName,
  clockReceiver,
  contactName,
  contactReceiver,
  deadManName,
} from "./receivers";

type Routed = Pick<Service, "id" | "escalation">;

/** Name of the alert that always fires, so that its absence can be detected. */
export const watchdogAlert = "Watchdog";

/** A matcher of one value or of several. */
function matcher(label: string, values: readonly string[]): string {
  const [only = ""] = values;
  return values.length === 1 ? `${label}="${only}"` : `${label}=~"${values.join("|")}"`;
}

/** Whether an incident must be opened for later steps, because PagerDuty notifies none of the first contacts. */
function needsClock(chain: Chain, severity: SeverityName, channels: Channels): boolean {
  const { first, later } = contactsOf(chain.escalation, severity);
  return channels.pagerduty && later.length > 0 && !first.some(isPaged);
}

/**
 * Receivers of a chain's alerts of one severity: everybody who is notified at once, and the clock of later steps if
 * none of them starts it.
 */
export function receiversOf(
  service: string,
  chain: Chain,
  severity: SeverityName,
  channels: Channels,
): readonly string[] {
  const urgency = urgencyOf(severity);
  const { first } = contactsOf(chain.escalation, severity);
  const names = first.map((contact) => contactName(service, contact, urgency, channels));
  const clock = needsClock(chain, severity, channels) ? [clockName(service, urgency)] : [];
  const all = [...new Set([...names, ...clock])];
  return all.length === 0 ? [anyoneName(urgency)] : all;
}

/** Routes of a chain by severity; severities with the same receivers share one. */
function severityRoutes(service: string, chain: Chain, channels: Channels): readonly Route[] {
  return (["page", "ticket"] as const).flatMap((urgency) => {
    const by = new Map<string, readonly SeverityName[]>();
    for (const severity of severitiesOf(urgency)) {
      const key = JSON.stringify(receiversOf(service, chain, severity, channels));
      by.set(key, [...(by.get(key) ?? []), severity]);
    }
    return [...by.values()].flatMap((severities) => {
      const [worst] = severities;
      const receivers = worst === undefined ? [] : receiversOf(service, chain, worst, channels);
      return receivers.map((receiver, index) => ({
        receiver,
        matchers: [matcher("severity", severities)],
        // Maintenance may raise tickets; a page means that it went wrong.
        ...(urgency === "ticket" ? { mute_time_intervals: [maintenanceName(service)] } : {}),
        ...(index < receivers.length - 1 ? { continue: true } : {}),
      }));
    });
  });
}

/** Receivers of a service's alerts without a known severity: those of the worst. */
const fallback = (service: string, chain: Chain, channels: Channels): string =>
  receiversOf(service, chain, "P0", channels)[0] ?? anyoneName("page");

/** One service: by area, and in each by severity. */
function serviceRoute({ id, escalation }: Routed, channels: Channels): Route {
  const chains = chainsOf(escalation);
  const byArea = chains
    .filter(({ isDefault }) => !isDefault)
    .map((chain) => ({
      receiver: fallback(id, chain, channels),
      matchers: [matcher("area", chain.areas)],
      routes: severityRoutes(id, chain, channels),
    }));
  const common = chains.filter(({ isDefault }) => isDefault);
  return {
    receiver: common.map((chain) => fallback(id, chain, channels))[0] ?? anyoneName("page"),
    matchers: [matcher("service", [id])],
    routes: [...byArea, ...common.flatMap((chain) => severityRoutes(id, chain, channels))],
  };
}

/**
 * The routing tree: watchdog, then service, area, severity (TASK-11, JACK-10). Messages are grouped by MAC-9's
 * figures. Alerts without a known service notify everybody.
 */
export function routeTree(services: readonly Routed[], channels: Channels): Route {
  const { groupBy, waitSeconds, intervalSeconds, repeatMinutes } = alertGrouping;
  return {
    receiver: anyoneName("page"),
    group_by: groupBy,
    group_wait: `${waitSeconds}s`,
    group_interval: `${intervalSeconds}s`,
    repeat_interval: `${repeatMinutes}m`,
    routes: [
      {
        receiver: deadManName,
        matchers: [matcher("alertname", [watchdogAlert])],
        group_wait: "0s",
        group_interval: "1m",
        // Shorter than the interval, so that every flush sends it again.
        repeat_interval: "50s",
      },
      ...services.map((service) => serviceRoute(service, channels)),
      { receiver: anyoneName("ticket"), matchers: [matcher("severity", severitiesOf("ticket"))] },
    ],
  };
}

/** Receivers of one service that its routes name. */
function serviceReceivers(service: Routed, channels: Channels): readonly Receiver[] {
  const urgencies: readonly Urgency[] = ["page", "ticket"];
  const receivers = urgencies.flatMap((urgency) =>
    chainsOf(service.escalation).flatMap((chain) =>
      severitiesOf(urgency).flatMap((severity) => [
        ...contactsOf(chain.escalation, severity)
          .first.filter((contact) => canReach(contact, channels))
          .map((contact) => contactReceiver(service, contact, urgency, channels)),
        ...(needsClock(chain, severity, channels) ? [clockReceiver(service.id, urgency)] : []),
      ]),
    ),
  );
  return [...new Map(receivers.map((receiver) => [receiver.name, receiver])).values()];
}

/** Every receiver but the watchdog's. */
export function routeReceivers(services: readonly Routed[], channels: Channels): readonly Receiver[] {
  return [
    anyoneReceiver(services, "page", channels),
    anyoneReceiver(services, "ticket", channels),
    ...services.flatMap((service) => serviceReceivers(service, channels)),
  ];
}
