import type { Area, Horizon, SeverityName, Posture } from "../catalog/types";

/** A job of a service for alerts: when it runs, and whether it runs in this posture. */
export interface AlertedJob {
  /** Name: the CronJob is `<service>-<job>`. */
  readonly job: string;
  /** Five cron fields. */
  readonly schedule: string;
  /** Whether the posture suspends it: then no alert fires because it does not run. */
  readonly suspend: boolean;
  /** Seconds that a run may start late. */
  readonly startingDeadlineSeconds: number;
  /** Longest run in seconds. */
  readonly deadlineSeconds: number;
}

/** What alerts need in addition to the catalog's entry, and what differs by environment. */
export interface AlertEnvironment {
  /** Kubernetes namespace of the service here. */
  readonly namespace: string;
  /** Posture of the environment. */
  readonly posture: Posture;
  /** Horizon of the capacity plan that it is sized for. */
  readonly capacityHorizon: Horizon;
  /** Every job of the service. */
  readonly jobs: readonly AlertedJob[];
  /** Replicas that the posture requires, by workload name. */
  readonly replicas: Readonly<Record<string, number>>;
  /** Namespace of the log collector; undefined if none runs. */
  readonly collectorNamespace: string | undefined;
  /** Health URLs at this environment's own host names. */
  readonly ownUrls: readonly string[];
  /** Health URLs at the other environment's host names. */
  readonly peerUrls: readonly string[];
}

/** One alert of an area; labels and links are added in one pass (see rule-groups.ts). */
export interface Alert {
  /** CamelCase name, unique in its service. */
  readonly name: string;
  /** How bad it is (STOCK-9). */
  readonly severity: SeverityName;
  /** Kind of trouble; routes depend on it (TASK-11). */
  readonly area: Area;
  /** PromQL; the alert is active while it returns a series. */
  readonly expr: string;
  /** Minutes that this must last; at least 1. */
  readonly forMinutes: number;
  /** One line without a full stop; may hold `{{ $labels.x }}`. */
  readonly summary: string;
  /** What it means and the first thing to do; may hold `{{ $value }}`. */
  readonly description: string;
  /** Error codes of the application that it represents, if the service has them (JACK-6). @default none */
  readonly errorCodes?: readonly string[];
}

/** A recording rule, for a series that more than one expression uses. */
export interface Recording {
  /** `level:metric:operations`. */
  readonly record: string;
  /** PromQL. */
  readonly expr: string;
}

/** The rules of one area of a service. */
export interface AlertArea {
  /** Part of the group's name: the file's name. */
  readonly name: string;
  /** Minutes between two evaluations. @default 1 */
  readonly intervalMinutes?: number;
  /** Recording rules, evaluated first. @default none */
  readonly recordings?: readonly Recording[];
  /** Alerts. */
  readonly alerts: readonly Alert[];
}
