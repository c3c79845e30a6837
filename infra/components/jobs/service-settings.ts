import { objectLockMode, safety, tiersOf } from "../../catalog/tiers";
import type { Horizon, Service } from "../../catalog/types";
import type { Settings } from "../../config";
import { healthQuestions } from "../../failover/health-questions";
import { budget, dumpKeepsRpo } from "../../recovery/budget";
import { configPaths } from "../identity/config-reader";
import type { NamedSide, ServiceLayout } from "../service-layout";
import { purgeSetting } from "./cdn-purge";
import { gateSetting } from "./gate-job";
import type { JobSettings, VaultLocation } from "./job-settings";

/** What a drill holds the newest dump's age against, unless that is the RPO. */
function dumpAge(service: Service, horizon: Horizon): Pick<JobSettings["objectives"], "dumpAgeMinutes"> {
  const own = budget(service, horizon);
  return dumpKeepsRpo(own) ? {} : { dumpAgeMinutes: Math.ceil(own.dump.loss.minutes) };
}

/** The settings file of a service's jobs in an environment. */
export function serviceSettings(
  service: Service,
  config: Pick<
    Settings,
    | "role"
    | "s3Endpoint"
    | "ageRecipients"
    | "capacityHorizon"
    | "databaseAdminUser"
    | "cloudflareZones"
    | "cloudflareApiUrl"
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
  const settings: JobSettings = {
    service: service.id,
    namespace: layout.namespace,
    database: database.name,
    ownerRole: database.ownerRole,
    objectives: { ...service.objectives, ...dumpAge(service, config.capacityHorizon) },
    vault: location(layout.own),
    source: location(layout.source),
    peer: location(layout.peer),
    appRole: logins.app,
    // The administrator of a managed server is no superuser, and a member of the owner: a fence must not name it.
    jobRoles: [logins.backup, logins.restore, logins.migrate, config.databaseAdminUser],
    // Pages that are served hold no data, and a fenced environment keeps serving them.
    peerHealth: healthQuestions(
      domains.filter(({ serves }) => serves !== "frontend"),
      config.role === "primary" ? "standby" : "primary",
    ),
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
