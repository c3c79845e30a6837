import type { Service } from "../../catalog/types";
import type { Settings } from "../../config";
import type { ServiceLayout } from "../service-layout";
import type { ServiceSecrets } from "../service-secrets";

/** Login of the exporter. */
export function monitorLogin({ monitor }: ServiceLayout["logins"], secrets: ServiceSecrets) {
  return { name: monitor, password: secrets.passwords.monitor };
}

/** Where a service's serving database is. @throws Error without a host */
export function endpoint(
  service: Service,
  config: Pick<Settings, "databaseHosts" | "databasePorts" | "sslMode">,
) {
  const host = config.databaseHosts[service.id];
  if (host === undefined)
    throw new Error(`databaseHosts.${service.id}: missing; the config check lets none pass`);
  return {
    host,
    port: config.databasePorts[service.id] ?? service.database.port ?? 5432,
    sslMode: config.sslMode,
  };
}
