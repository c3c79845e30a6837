import type { Backup, LegalVault } from "./backup";
import type { MaintenanceWindow, ScheduledCheck } from "./calendar";
import type { CapacityPlan } from "./capacity";
import type { Database } from "./database";
import type { AdminApi, CdnPurge, Certificate, Domain } from "./domain";
import type { Escalation } from "./escalation";
import type { DataClass, Objectives } from "./objectives";
import type { ErrorCode, Housekeeping, Thresholds } from "./thresholds";
import type { Workload } from "./workload";

/** A command of the application's image that must pass before its pods are replaced. */
export interface ReadinessGate {
  /** Kebab-case, unique in its service, at most 63 characters: the name of its container. */
  readonly name: string;
  /** Command; exit code 0 passes. */
  readonly command: readonly string[];
  /** Whether it checks the new version's schema, and so runs after the migration. @default false: before */
  readonly afterMigration?: boolean;
}

/** Everything that is true of a service in both environments. */
export interface Service {
  /** Kebab-case id, unique; part of resource names, so at most 24 characters. */
  readonly id: string;
  /** Name for people. */
  readonly title: string;
  /** Owning team. */
  readonly owner: string;
  /** Consequence of a leak of its data. */
  readonly dataClass: DataClass;
  /** Kubernetes namespace on the primary, unique; `infra/naming` derives the standby's. */
  readonly namespace: string;
  /** Recovery objectives. */
  readonly objectives: Objectives;
  /** Public endpoints. */
  readonly domains: readonly Domain[];
  /** Database. */
  readonly database: Database;
  /** Backups. */
  readonly backup: Backup;
  /** Vault of legal records; absent if no law requires one. */
  readonly legal?: LegalVault;
  /** Deployments, in starting order. */
  readonly workloads: readonly Workload[];
  /** Capacity plan. */
  readonly capacity: CapacityPlan;
  /** Thresholds of alerts. */
  readonly thresholds: Thresholds;
  /** Retention of data other than backups. */
  readonly housekeeping: Housekeeping;
  /** Whom alerts notify. */
  readonly escalation: Escalation;
  /** Maintenance window. */
  readonly maintenance: MaintenanceWindow;
  /** Regular checks. */
  readonly checks: readonly ScheduledCheck[];
  /** Error codes of the application. */
  readonly errorCodes: readonly ErrorCode[];
  /** TLS certificate. */
  readonly certificate: Certificate;
  /** CDN purge; absent without a CDN. */
  readonly cdn?: CdnPurge;
  /** Administrative endpoints; absent if the application has none. */
  readonly admin?: AdminApi;
  /** Name of the Secret with the registry's credentials; absent if images are public (MAC-8). */
  readonly imagePullSecret?: string;
  /** Commands of the application's image that must pass before a roll-out, in order (MAC-10, KYB-7). */
  readonly readinessGates: readonly ReadinessGate[];
}
