import { objectLockMode, safety, tiersOf } from "../../catalog/tiers";
import type { Service } from "../../catalog/types";
import type { Settings } from "../../config";
import { healthQuestions } from "../../failover/health-questions";
import { configPaths } from "../identity/config-reader";
import type { NamedSide, ServiceLayout } from "../service-layout";
import { gateSetting } from "./gate-job";
import { purgeSetting } from "./cdn-purge";

/** Where dumps are written or read. */
export interface VaultLocation {
  readonly bucket: string;
  readonly region: string;
  /** S3 endpoint other than AWS' own, or null. */
  readonly endpointUrl: string | null;
}

/** The settings file of a service's jobs in an environment: everything they need to know that is no secret. */
export function serviceSettings(
  service: Service,
  config: Pick<
    Settings,
    "role" | "s3Endpoint" | "ageRecipients" | "databaseAdminUser" | "cloudflareZones" | "cloudflareApiUrl"
  >,
  layout: ServiceLayout,
): string {
  const { database, backup, domains } = service;
  const { logins } = layout;
  const location = ({ bucket, region }: NamedSide): VaultLocation => ({
    bucket,
    region,
    endpointUrl: config.s3Endpoint ?? null,
  });
  const settings = {
    service: service.id,
    namespace: layout.namespace,
    database: database.name,
    ownerRole: database.ownerRole,
    // What a drill holds its figures against (KYB-8, STOCK-2).
    objectives: service.objectives,
    vault: location(layout.own),
    source: location(layout.source),
    peer: location(layout.peer),
    // The fence demands that this login is off.
    appRole: logins.app,
    // The fence leaves these alone. The administrator of a managed server is no superuser, and a member of the owner.
    jobRoles: [logins.backup, logins.restore, logins.migrate, config.databaseAdminUser],
    // One good answer means that the other environment serves. Pages hold no data, and a fenced one keeps serving them.
    peerHealth: healthQuestions(
      domains.filter(({ serves }) => serves !== "frontend"),
      config.role === "primary" ? "standby" : "primary",
    ),
    // All must be good after an activation.
    ownHealth: healthQuestions(domains, config.role),
    prefix: backup.prefix,
    configPrefix: backup.configPrefix,
    tiers: tiersOf(backup).map(({ name, period, notBefore, lockDays }) => ({
      name,
      period,
      notBefore,
      lockDays,
    })),
    objectLockMode,
    safetyLockDays: safety.lockDays,
    ageRecipients: config.ageRecipients,
    keyTables: database.keyTables,
    integrity: database.integrity,
    newestRowSql: database.newestRowSql,
    newestRowMaxAgeMinutes: database.newestRowMaxAgeMinutes,
    configResources: configPaths(layout.namespace),
    cdn: purgeSetting(service, config),
    gate: gateSetting(service),
  };
  return `${JSON.stringify(settings, null, 1)}\n`;
}
