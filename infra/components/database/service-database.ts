import type * as pulumi from "@pulumi/pulumi";
import { loginNames } from "../../catalog/logins";
import type { Service } from "../../catalog/types";
import type { Config } from "../../config";
import { SERVER_PORT, serverHost } from "../../postgresql/places";
import { recoversByArchive } from "../../recovery/by-archive";
import type { Scope } from "../scope";
import type { ServiceLayout } from "../service-layout";
import { authorityObject } from "../pod/database-authority";
import { DatabaseRoles } from "./database-roles";

/** Where the machine that runs Pulumi reaches a service's serving database. @throws Error without a host */
export function endpoint(
  service: Service,
  config: Pick<Config, "databaseHosts" | "databasePorts" | "sslMode" | "databaseAuthority">,
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

/** The files of the machine that runs Pulumi by which it checks the server's certificate; none without an authority. */
const rootCertificate = ({ databaseAuthority }: Pick<Config, "databaseAuthority">) =>
  databaseAuthority === undefined ? {} : { rootCertificate: databaseAuthority.file };

/** Where pods reach it: a server in the cluster by its Service. @throws Error without a host */
export function podEndpoint(
  service: Service,
  config: Parameters<typeof endpoint>[1],
  { namespace }: Pick<ServiceLayout, "namespace">,
) {
  const outside = endpoint(service, config);
  if (service.database.server?.kind === "cluster")
    return { ...outside, host: serverHost(namespace), port: SERVER_PORT };
  const { databaseAuthority: authority } = config;
  return {
    ...outside,
    ...(authority === undefined ? {} : { authority: authorityObject(authority.certificates).name }),
  };
}

/**
 * The logins of a service on its database server, by the names of its layout; undefined where they come with the data: a
 * standby that replays the primary's WAL has the primary's.
 * @param server what must run first
 */
export function serviceDatabase(
  { service, config, secrets, layout: { logins, knownRoles: known } }: Scope,
  parent: pulumi.Resource,
  server?: pulumi.Resource,
): DatabaseRoles | undefined {
  if (config.role === "standby" && recoversByArchive(service.database.server)) return undefined;
  const { passwords } = secrets;
  return new DatabaseRoles(
    `${service.id}-database`,
    {
      ...endpoint(service, config),
      ...rootCertificate(config),
      adminUser: config.databaseAdminUser,
      adminPassword: secrets.adminPassword,
      known,
      bypassesRowSecurity: config.jobsBypassRowSecurity[service.id] ?? true,
      logins: loginNames
        // The application's comes and goes with the environment's posture.
        .filter((login) => login !== "app")
        .map((login) => ({ login, name: logins[login], password: passwords[login] })),
      dependsOn: server === undefined ? [] : [server],
    },
    { parent },
  );
}
