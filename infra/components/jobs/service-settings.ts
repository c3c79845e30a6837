import { objectLockMode, safety } from "../../catalog/tiers";
import type { Service } from "../../catalog/types";
import type { Settings } from "../../config";
import { configPaths } from "../identity/config-resources";
import { gateSetting } from "./gate-settings";
import { healthQuestions } from "../../failover/health-questions";
import type { JobSettings, VaultLocation } from "./job-settings";
import { purgeSetting } from "./purge-settings";
import type { NamedSide, ServiceLayout } from "../service-layout";
import { tiersOf } from "../storage/vault-retention";

/** The settings file of a service's jobs in an environment. */
export function serviceSettings(
  service: Service,
  config: Pick<
    Settings,
    "role" | "s3Endpoint" | "ageRecipients" | "databaseAdminUser" | "cloudflareZones" | "cloudflareApiUrl"
  >,
  layout: ServiceLayout,
): string {
  const location = ({ bucket, region }: NamedSide): VaultLocation => ({
    bucket,
    region,
    endpointUrl: config.s3Endpoint ?? null,
  });
  const { database } = service;
  const [cdn, gate] = [purgeSetting(service, config), gateSetting(service)];
  const settings: JobSettings = {
    service: service.id,
    namespace: layout.namespace,
    database: database.name,
    ownerRole: database.ownerRole,
    objectives: service.objectives,
    vault: location(layout.own),
    source: location(layout.source),
    peer: location(layout.peer),
    appRole: layout.logins.app,
    // The administrator of a managed server is no superuser, and a member of the owner: a fence must not name it.
    jobRoles: [layout.logins.backup, layout.logins.restore, layout.logins.migrate, config.databaseAdminUser],
    // Pages that are served hold no data, and a fenced environment keeps serving them.
    peerHealth: healthQuestions(
      service.domains.filter(({ serves }) => serves !== "frontend"),
      config.role === "primary" ? "standby" : "primary",
    ),
    ownHealth: healthQuestions(service.domains, config.role),
    prefix: service.backup.prefix,
    configPrefix: service.backup.configPrefix,
    tiers: tiersOf(service.backup).map(({ name, period, notBefore, lockDays }) => ({
      name,
      period,
      ...(notBefore === undefined ? {} : { notBefore }),
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
    ...(cdn === undefined ? {} : { cdn }),
    ...(gate === undefined ? {} : { gate }),
  };
  return `${JSON.stringify(settings, null, 1)}\n`;
}
