import type * as pulumi from "@pulumi/pulumi";
import type { Service } from "../../catalog/types";
import type { Settings } from "../../config";
import type { Scope } from "../scope";
import { DatabaseRoles } from "./database-roles";

/** Where a service's serving database is. @throws Error without a host */
export function endpoint(
  service: Service,
  config: Pick<Settings, "databaseHosts" | "databasePorts" | "sslMode">,
) {
  const host = config.databaseHosts[service.id];
  if (host === undefined)
    throw new Error(`databaseHosts.${service.id}: missing, although the config check passed`);
  return {
    host,
    port: config.databasePorts[service.id] ?? service.database.port ?? 5432,
    sslMode: config.sslMode,
  };
}

/** The logins of a service on its database server, by the names of its layout. */
export function serviceDatabase(
  { service, config, secrets, layout: { logins } }: Scope,
  parent: pulumi.Resource,
): DatabaseRoles {
  const { passwords } = secrets;
  return new DatabaseRoles(
    `${service.id}-database`,
    {
      ...endpoint(service, config),
      adminUser: config.databaseAdminUser,
      adminPassword: secrets.adminPassword,
      ownerRole: service.database.ownerRole,
      logins: {
        backup: { name: logins.backup, password: passwords.backup },
        restore: { name: logins.restore, password: passwords.restore },
        migrate: { name: logins.migrate, password: passwords.migrate },
        ...(config.prometheusOperator
          ? { monitor: { name: logins.monitor, password: passwords.monitor } }
          : {}),
      },
    },
    { parent },
  );
}
