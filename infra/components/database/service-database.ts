import type * as pulumi from "@pulumi/pulumi";
import { endpoint } from "./database-endpoint";
import { DatabaseRoles } from "./database-roles";
import type { Scope } from "../scope";

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
