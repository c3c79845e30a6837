import type { Area, Horizon, SeverityName, Posture } from "../catalog/types";

/** A job of a service as alerts have to know it: when it runs, and whether it does in this posture. */
export interface AlertedJob {
  /** Name: the CronJob is `<service>-<job>`. */
  readonly job: string;
  /** Five cron fields. */
  readonly schedule: string;
  /** True where the posture lets it not run by its schedule: nobody is told then that it does not. */
  readonly suspend: boolean;
  /** Seconds that a run may start late. */
  readonly startingDeadlineSeconds: number;
  /** Longest run in seconds. */
  readonly deadlineSeconds: number;
}

/** What differs by environment: whatever alerts need beside the catalog's entry. */
export interface AlertEnvironment {
  /** Kubernetes namespace of the service here. */
  readonly namespace: string;
  /** What the environment does. */
  readonly posture: Posture;
  /** Size of the capacity plan that it is sized for. */
  readonly capacityHorizon: Horizon;
  /** Every job of the service. */
  readonly jobs: readonly AlertedJob[];
  /** Replicas that the posture asks for, by workload name. */
  readonly replicas: Readonly<Record<string, number>>;
  /** Namespace of the log collector; undefined where none runs. */
  readonly collectorNamespace: string | undefined;
  /** Health questions to this environment's own host names. */
  readonly ownUrls: readonly string[];
  /** Health questions to the other environment's host names. */
  readonly peerUrls: readonly string[];
}

/** One alert as its area tells it; labels and links come in one pass (see rule-groups.ts). */
export interface Alert {
  /** CamelCase name, unique in its service. */
  readonly name: string;
  /** How bad it is (STOCK-9). */
  readonly severity: SeverityName;
  /** What kind of trouble it is; routes go by it (TASK-11). */
  readonly area: Area;
  /** PromQL; true while it has a series. */
  readonly expr: string;
  /** Minutes for which that has to last; at least 1. */
  readonly forMinutes: number;
  /** One line without a full stop; may hold `{{ $labels.x }}`. */
  readonly summary: string;
  /** What it means and the first thing to do; may hold `{{ $value }}`. */
  readonly description: string;
  /** Codes of the application that it stands for, where the service has them (JACK-6). @default none */
  readonly errorCodes?: readonly string[];
}

/** A series computed beforehand, because more than one expression uses it. */
export interface Recording {
  /** `level:metric:operations`. */
  readonly record: string;
  /** PromQL. */
  readonly expr: string;
}

/** What one area has for a service. */
export interface AlertArea {
  /** Part of the group's name: the file's. */
  readonly name: string;
  /** Minutes between two evaluations. @default 1 */
  readonly intervalMinutes?: number;
  /** Series computed first. @default none */
  readonly recordings?: readonly Recording[];
  /** Alerts. */
  readonly alerts: readonly Alert[];
}
