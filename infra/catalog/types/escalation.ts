/** What kind of trouble an alert is; routes go by it (TASK-11, JACK-10). */
export type Area = "application" | "data" | "database" | "infrastructure" | "performance" | "security";

/** How bad it is (STOCK-9, MAC-11). */
export type SeverityName = "P0" | "P1" | "P2" | "P3";

/** A severity and what it promises. */
export interface Severity {
  /** Name. */
  readonly name: SeverityName;
  /** What belongs to it. */
  readonly examples: readonly string[];
  /** Minutes until someone works on it (STOCK-9). */
  readonly responseMinutes: number;
  /** Whether people are woken by it. */
  readonly pages: boolean;
}

/** A way to reach people; the address or key behind it comes from config. */
export type Channel = "pagerduty" | "slack" | "email" | "phone";

/** Someone who is told, and when. */
export interface Contact {
  /** Role of the person or rotation. */
  readonly role: string;
  /** Minutes after the start at which they are told, unless it is over. */
  readonly afterMinutes: number;
  /** Severities that reach them. */
  readonly severities: readonly SeverityName[];
  /** Ways in which they are told. */
  readonly channels: readonly Channel[];
}

/** The people for one area, and how soon they answer (TASK-11, JACK-10). */
export interface AreaEscalation {
  /** Minutes until someone works on it; absent where the severity's figure holds. */
  readonly responseMinutes?: number;
  /** Contacts by rising time. */
  readonly contacts: readonly Contact[];
}

/** Who is told of a service's trouble: by area, else by the default chain. */
export interface Escalation {
  /** Chain for every area without one of its own. */
  readonly default: AreaEscalation;
  /** Chains by area. */
  readonly areas: Readonly<Partial<Record<Area, AreaEscalation>>>;
  /** Slack channels: operations, incidents. */
  readonly slack: { readonly operations: string; readonly incidents: string };
}
