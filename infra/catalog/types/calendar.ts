/** Days of the week in cron's order. */
export type Weekday = "sunday" | "monday" | "tuesday" | "wednesday" | "thursday" | "friday" | "saturday";

/** A day of every month, such as the first Sunday, which cron cannot express (trap 2). */
export interface MonthlySlot {
  /** Day of the week. */
  readonly weekday: Weekday;
  /** Which of the month: 1 to 4. */
  readonly ordinal: 1 | 2 | 3 | 4;
  /** Local hour at which it starts, 0 to 23. */
  readonly hour: number;
  /** IANA time zone of the hour (trap 3). */
  readonly timeZone: string;
}

/** One step of a maintenance window, in order; a failure ends the window. */
export type MaintenanceStep =
  | "maintenance-on"
  | "backup"
  | "migrate"
  | "rotate-credentials"
  | "clear-logs"
  | "vacuum-analyze"
  | "reindex"
  | "check-certificates"
  | "clear-cache"
  | "health-check"
  | "smoke-test"
  | "maintenance-off";

/** A recurring maintenance window (TASK-10, STOCK-13, JACK-9). */
export interface MaintenanceWindow {
  /** Start. */
  readonly slot: MonthlySlot;
  /** Maximum duration in minutes. */
  readonly durationMinutes: number;
  /** Hours before its start at which users are notified. */
  readonly noticeHours: number;
  /** Steps in order. */
  readonly steps: readonly MaintenanceStep[];
  /** Tables that VACUUM is limited to, schema-qualified; empty for the whole database (JACK-9). */
  readonly vacuumTables: readonly string[];
}

/** A regular check, with an alert if it is overdue (KYB-8). */
export interface ScheduledCheck {
  /** Kebab-case id: `health`, `rollback-dry-run`. */
  readonly id: string;
  /** What it does. */
  readonly kind:
    | "health"
    | "backup-status"
    | "log-rotation"
    | "rollback-dry-run"
    | "disaster-recovery-test"
    | "image-scan"
    | "access-review"
    | "drift"
    | "session-cleanup"
    | "integrity";
  /** Cron expression in UTC. */
  readonly schedule: string;
  /** Hours after the last success at which the alert fires. */
  readonly staleAfterHours: number;
}
