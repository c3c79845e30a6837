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
  /** Whether it asks the schema that the new version needs, and so comes after the migration. @default false: before */
  readonly afterMigration?: boolean;
}

/** Everything that is true of a service in every environment. */
export interface Service {
  /** Kebab-case id, unique; part of resource names, so at most 24 characters. */
  readonly id: string;
  /** Name for people. */
  readonly title: string;
  /** Team that answers for it. */
  readonly owner: string;
  /** What a leak of its data would mean. */
  readonly dataClass: DataClass;
  /** Kubernetes namespace on the primary, unique; naming.ts makes the standby's of it. */
  readonly namespace: string;
  /** Objectives of recovery. */
  readonly objectives: Objectives;
  /** Public endpoints. */
  readonly domains: readonly Domain[];
  /** Database. */
  readonly database: Database;
  /** Backups. */
  readonly backup: Backup;
  /** Vault of legal records; absent where no law asks for one. */
  readonly legal?: LegalVault;
  /** Deployments, in the order in which they start. */
  readonly workloads: readonly Workload[];
  /** Capacity now and to come. */
  readonly capacity: CapacityPlan;
  /** Figures at which people are told. */
  readonly thresholds: Thresholds;
  /** Retention of what is not a backup. */
  readonly housekeeping: Housekeeping;
  /** Who is told. */
  readonly escalation: Escalation;
  /** Maintenance window. */
  readonly maintenance: MaintenanceWindow;
  /** Checks at a cadence. */
  readonly checks: readonly ScheduledCheck[];
  /** Error codes of the application. */
  readonly errorCodes: readonly ErrorCode[];
  /** TLS certificate. */
  readonly certificate: Certificate;
  /** CDN purge; absent where no CDN comes before the service. */
  readonly cdn?: CdnPurge;
  /** Administrative endpoints; absent where the application has none. */
  readonly admin?: AdminApi;
  /** Name of the Secret with the registry's credentials; absent where images are public (MAC-8). */
  readonly imagePullSecret?: string;
  /** Commands of the application's image that must pass before a roll-out, in their order (MAC-10, KYB-7). */
  readonly readinessGates: readonly ReadinessGate[];
}
