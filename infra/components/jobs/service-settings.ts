import { objectLockMode, safety, tiersOf } from "../../catalog/tiers";
import type { Service } from "../../catalog/types";
import type { Settings } from "../../config";
import { configPaths } from "../identity/config-resources";
import { gateSetting } from "./gate-settings";
import { healthQuestions } from "../../failover/health-questions";
import { jobSettings, type VaultLocation } from "./job-settings";
import { purgeSetting } from "./purge-settings";
import type { NamedSide, ServiceLayout } from "../service-layout";

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
  return jobSettings({
    service: service.id,
    namespace: layout.namespace,
    database: service.database,
    objectives: service.objectives,
    vault: location(layout.own),
    source: location(layout.source),
    peer: location(layout.peer),
    appRole: layout.logins.app,
    // The administrator of a managed server is no superuser, and a member of the owner: a fence must not name it.
    jobRoles: [layout.logins.backup, layout.logins.restore, layout.logins.migrate, config.databaseAdminUser],
    ownHealth: healthQuestions(service.domains, config.role),
    // Pages that are served hold no data, and a fenced environment keeps serving them.
    peerHealth: healthQuestions(
      service.domains.filter(({ serves }) => serves !== "frontend"),
      config.role === "primary" ? "standby" : "primary",
    ),
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
    configResources: configPaths(layout.namespace),
    cdn: purgeSetting(service, config),
    gate: gateSetting(service),
  });
}
