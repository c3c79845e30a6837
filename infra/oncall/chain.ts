import { severities } from "../catalog/severities";
import type { Area, AreaEscalation, Contact, Escalation, SeverityName } from "../catalog/types";

/** Every area, sorted. */
export const areas: readonly Area[] = [
  "application",
  "data",
  "database",
  "infrastructure",
  "performance",
  "security",
];

/** Whether alerts page people or open a ticket. */
export type Urgency = "page" | "ticket";

/** Urgency of a severity; an unknown one pages, because the rule is wrong. */
export const urgencyOf = (severity: SeverityName): Urgency =>
  severities.find(({ name }) => name === severity)?.pages === false ? "ticket" : "page";

/** Severities of an urgency, worst first. */
export const severitiesOf = (urgency: Urgency): readonly SeverityName[] =>
  severities.map(({ name }) => name).filter((name) => urgencyOf(name) === urgency);

/** One chain of a service and its areas. */
export interface Chain {
  /** Sorted; for the default chain those without their own chain, possibly none. */
  readonly areas: readonly Area[];
  readonly isDefault: boolean;
  readonly escalation: AreaEscalation;
}

/** The chains of a service: those of areas, with areas that share a chain merged, then the default (TASK-11, JACK-10). */
export function chainsOf({ default: common, areas: special }: Escalation): readonly Chain[] {
  const known = new Map<string, Chain>();
  for (const area of areas) {
    const escalation = special[area];
    if (escalation === undefined) continue;
    const key = JSON.stringify(escalation);
    known.set(key, { areas: [...(known.get(key)?.areas ?? []), area], isDefault: false, escalation });
  }
  const rest = areas.filter((area) => special[area] === undefined);
  return [...known.values(), { areas: rest, isDefault: true, escalation: common }];
}

/** The contacts of a severity by rising time: notified at once, and later while the alert fires. */
export function contactsOf({ contacts }: AreaEscalation, severity: SeverityName) {
  const notified = contacts.filter(({ severities: who }) => who.includes(severity));
  const later = notified.filter(({ afterMinutes }) => afterMinutes > 0);
  return {
    first: notified.filter(({ afterMinutes }) => afterMinutes === 0),
    later: later.toSorted((one, other) => one.afterMinutes - other.afterMinutes),
  } satisfies Record<string, readonly Contact[]>;
}
