import type { Tier } from "../../catalog/tiers";
import type { Database, Objectives } from "../../catalog/types";
import type { GateSetting } from "./gate-settings";
import type { PurgeSetting } from "./purge-settings";

/** Where dumps are written or read. */
export interface VaultLocation {
  readonly bucket: string;
  readonly region: string;
  /** S3 endpoint other than AWS' own, or null. */
  readonly endpointUrl: string | null;
}

/** A health URL as the jobs ask it: good is an answer of 2xx that has the text. */
export interface HealthUrl {
  readonly url: string;
  /** Text within the answer's first 5,120 bytes, or null where any answer of 2xx is good. */
  readonly contains: string | null;
}

/** A retention tier as the jobs see it. */
export interface TierSetting {
  readonly name: string;
  readonly period: Tier["period"];
  /** Time of day in UTC before which a new period does not begin, `HH:MM`. */
  readonly notBefore?: string;
  /** Days for which the object is locked: never longer than the tier keeps it. */
  readonly lockDays: number;
}

/** Inputs of {@link jobSettings}. */
export interface JobSettingsArgs {
  readonly service: string;
  readonly namespace: string;
  readonly database: Pick<
    Database,
    "name" | "ownerRole" | "keyTables" | "integrity" | "newestRowSql" | "newestRowMaxAgeMinutes"
  >;
  /** What a drill holds its figures against (KYB-8, STOCK-2). */
  readonly objectives: Objectives;
  readonly vault: VaultLocation;
  readonly source: VaultLocation;
  /** Where the other environment's backups are read when this one takes over from it. */
  readonly peer: VaultLocation;
  /** Login of the application: the fence demands that it is off. */
  readonly appRole: string;
  /** Logins of the jobs and of whoever declares the roles, which the fence leaves alone. */
  readonly jobRoles: readonly string[];
  /** Health URLs of the other environment by its own host names: one good answer means that it serves. */
  readonly peerHealth: readonly HealthUrl[];
  /** Health URLs of this environment by its own host names: all must be good after an activation. */
  readonly ownHealth: readonly HealthUrl[];
  readonly prefix: string;
  readonly configPrefix: string;
  readonly tiers: readonly TierSetting[];
  readonly objectLockMode: "GOVERNANCE" | "COMPLIANCE";
  readonly safetyLockDays: number;
  /** Public age keys; whoever holds one of the private keys can restore. */
  readonly ageRecipients: readonly string[];
  /** Request paths of the configuration backup. */
  readonly configResources: readonly string[];
  /** What is purged from the CDN; undefined where there is none. */
  readonly cdn: PurgeSetting | undefined;
  /** What is asked before a roll-out; undefined where nothing of ours is rolled out. */
  readonly gate: GateSetting | undefined;
}

/** The settings file of a service's jobs: everything they need to know that is no secret. */
export function jobSettings(args: JobSettingsArgs): string {
  const settings = {
    service: args.service,
    namespace: args.namespace,
    database: args.database.name,
    ownerRole: args.database.ownerRole,
    objectives: args.objectives,
    vault: args.vault,
    source: args.source,
    peer: args.peer,
    appRole: args.appRole,
    jobRoles: args.jobRoles,
    peerHealth: args.peerHealth,
    ownHealth: args.ownHealth,
    prefix: args.prefix,
    configPrefix: args.configPrefix,
    tiers: args.tiers,
    objectLockMode: args.objectLockMode,
    safetyLockDays: args.safetyLockDays,
    ageRecipients: args.ageRecipients,
    keyTables: args.database.keyTables,
    integrity: args.database.integrity,
    newestRowSql: args.database.newestRowSql,
    newestRowMaxAgeMinutes: args.database.newestRowMaxAgeMinutes,
    configResources: args.configResources,
    ...(args.cdn === undefined ? {} : { cdn: args.cdn }),
    ...(args.gate === undefined ? {} : { gate: args.gate }),
  };
  return `${JSON.stringify(settings, null, 1)}\n`;
}
