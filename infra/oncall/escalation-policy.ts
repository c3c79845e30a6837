import { severities } from "../catalog/severities";
import type { Area, Channel, Contact, Service, SeverityName } from "../catalog/types";
import { chainsOf, contactsOf, urgencyOf, type Chain } from "./chain";
import { isPaged } from "./channels";

/** The sender: Alertmanager at once, PagerDuty for pages, calls and later steps. */
export type Teller = "alertmanager" | "pagerduty";

/** One line of a policy: at this minute this role is notified through this channel. */
export interface EscalationStep {
  /** Minutes after the incident's start; above 0 only if nobody has acknowledged it. */
  readonly afterMinutes: number;
  readonly role: string;
  readonly channel: Channel;
  readonly notifiedBy: readonly Teller[];
}

/** One escalation policy of PagerDuty: the events that it matches, and its steps. */
export interface EscalationPolicy {
  /** `<service>/<areas>/<severities>`, unique. */
  readonly id: string;
  readonly service: string;
  /** Values of `custom_details.area`; a default policy also matches events without a known area. */
  readonly areas: readonly Area[];
  /** Values of `custom_details.severity`. */
  readonly severities: readonly SeverityName[];
  /** Minutes until someone works on it: the area's, or else the severity's (STOCK-9, JACK-10). */
  readonly responseMinutes: number;
  /** `high` at any hour; `support-hours` is high in support hours, and low outside them, which never escalates. */
  readonly urgency: "high" | "support-hours";
  /** By rising time. */
  readonly steps: readonly EscalationStep[];
}

const isPaging = (channel: Channel): boolean => channel === "pagerduty" || channel === "phone";

function stepsOf(chain: Chain, severity: SeverityName): readonly EscalationStep[] {
  const { first, later } = contactsOf(chain.escalation, severity);
  // PagerDuty's first level cannot be empty: if nobody is paged at once, it has the roles that are notified at once.
  const opens = later.length > 0 && !first.some(isPaged);
  const lines = (contact: Contact, notifiedBy: (channel: Channel) => readonly Teller[]) =>
    contact.channels.map((channel) => ({
      afterMinutes: contact.afterMinutes,
      role: contact.role,
      channel,
      notifiedBy: notifiedBy(channel),
    }));
  return [
    ...first.flatMap((contact) =>
      lines(contact, (channel): readonly Teller[] =>
        isPaging(channel) ? ["pagerduty"] : opens ? ["alertmanager", "pagerduty"] : ["alertmanager"],
      ),
    ),
    ...later.flatMap((contact) => lines(contact, () => ["pagerduty"])),
  ];
}

/**
 * The escalation policies of a service: minutes, role and channel for each area and severity. Equal severities
 * share one (TASK-11, STOCK-9, MAC-11, JACK-10).
 */
export function escalationPolicies({
  id,
  escalation,
}: Pick<Service, "id" | "escalation">): readonly EscalationPolicy[] {
  return chainsOf(escalation).flatMap((chain) => {
    const by = new Map<string, Omit<EscalationPolicy, "id" | "severities">>();
    const names = new Map<string, readonly SeverityName[]>();
    for (const { name, responseMinutes } of severities) {
      const policy = {
        service: id,
        areas: chain.areas,
        responseMinutes: chain.escalation.responseMinutes ?? responseMinutes,
        urgency: urgencyOf(name) === "page" ? ("high" as const) : ("support-hours" as const),
        steps: stepsOf(chain, name),
      };
      const key = JSON.stringify(policy);
      by.set(key, policy);
      names.set(key, [...(names.get(key) ?? []), name]);
    }
    const part = chain.isDefault ? "default" : chain.areas.join("+");
    return [...by].map(([key, policy]) => {
      const own = names.get(key) ?? [];
      return { id: `${id}/${part}/${own.join("+")}`, ...policy, severities: own };
    });
  });
}
