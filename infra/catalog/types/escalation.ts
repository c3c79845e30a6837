/** Kind of trouble of an alert; routes depend on it (TASK-11, JACK-10). */
export type Area = "application" | "data" | "database" | "infrastructure" | "performance" | "security";

/** Severity of an alert (STOCK-9, MAC-11). */
export type SeverityName = "P0" | "P1" | "P2" | "P3";

/** A severity and its response time. */
export interface Severity {
  /** Name. */
  readonly name: SeverityName;
  /** Examples. */
  readonly examples: readonly string[];
  /** Minutes until someone works on it (STOCK-9). */
  readonly responseMinutes: number;
  /** Whether it wakes people. */
  readonly pages: boolean;
}

/** A way to reach people; the address or key behind it comes from config. */
export type Channel = "pagerduty" | "slack" | "email" | "phone";

/** A recipient of notifications. */
export interface Contact {
  /** Role of the person or rotation. */
  readonly role: string;
  /** Minutes after the start at which they are notified, if the alert still fires. */
  readonly afterMinutes: number;
  /** Severities that notify them. */
  readonly severities: readonly SeverityName[];
  /** Channels that notify them. */
  readonly channels: readonly Channel[];
}

/** The people for one area, and how soon they respond (TASK-11, JACK-10). */
export interface AreaEscalation {
  /** Minutes until someone works on it. @default the severity's */
  readonly responseMinutes?: number;
  /** Contacts by rising time. */
  readonly contacts: readonly Contact[];
}

/** Escalation of a service's alerts: by area, or else by the default chain. */
export interface Escalation {
  /** Chain for every area without its own. */
  readonly default: AreaEscalation;
  /** Chains by area. */
  readonly areas: Readonly<Partial<Record<Area, AreaEscalation>>>;
  /** Slack channels: operations, incidents. */
  readonly slack: { readonly operations: string; readonly incidents: string };
}
