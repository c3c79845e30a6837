import type * as pulumi from "@pulumi/pulumi";
import { serverDeadlineSeconds } from "../../capacity/job-plan";
import { serverDiskGib, serverSize } from "../../capacity/server-size";
import { serverHost } from "../../postgresql/places";
import type { Role } from "../../catalog/types";
import { recoversByArchive } from "../../recovery/by-archive";
import { serves } from "../../recovery/takeover";
import type { Scope } from "../scope";
import { DatabaseServer } from "./database-server";

/** Where an environment's own repository is, by its role, and then the other one. */
const ORDER: Readonly<Record<Role, readonly [Role, Role]>> = {
  primary: ["primary", "standby"],
  standby: ["standby", "primary"],
};

/**
 * The database server of a service, where the stack declares it; undefined where somebody else runs it.
 * @param dependsOn account, repository and quota
 * @throws Error for what the config check lets not pass
 */
export function serviceServer(
  { service, config, layout, secrets, namespace, labels }: Scope,
  parent: pulumi.Resource,
  dependsOn: readonly pulumi.Resource[],
): DatabaseServer | undefined {
  const { server } = service.database;
  const { repositories } = layout;
  if (server?.kind !== "cluster" || repositories === undefined) return undefined;
  if (config.serverImage === undefined)
    throw new Error("serverImage: missing, although the config check passed");
  const [own, other] = ORDER[config.role];
  const repository = ({ bucket, region }: typeof repositories.own) => ({
    bucket,
    region,
    endpoint: config.s3Endpoint,
  });
  const word = (role: Role) => {
    const found = secrets.repositories[role];
    if (found === undefined)
      throw new Error(`repositorySecrets.${service.id}.${role}: missing, although the config check passed`);
    return found;
  };
  return new DatabaseServer(
    `${service.id}-server`,
    {
      namespace,
      labels,
      service: service.id,
      database: service.database,
      archive: server.archive,
      image: config.serverImage,
      size: serverSize(service, config.capacityHorizon),
      diskGib: serverDiskGib(service, config.capacityHorizon),
      repositories: [repository(repositories.own), repository(repositories.other)],
      passphrases: [word(own), word(other)],
      admin: { user: config.databaseAdminUser, password: secrets.adminPassword },
      secretSource: secrets.source,
      account: { name: layout.server.serviceAccount, roleArn: layout.server.roleArn },
      priorityClasses: { server: layout.priorityClasses.serving, jobs: layout.priorityClasses.backup },
      hosts: [serverHost(layout.namespace), config.databaseHosts[service.id] ?? ""].filter(
        (host) => host !== "",
      ),
      mayInitialize: config.role === "primary",
      replicated: recoversByArchive(server),
      awaited: serves(config.posture),
      reseed: config.databaseReseeds[service.id],
      scheduled: serves(config.posture),
      jobDeadlineSeconds: serverDeadlineSeconds(
        service.backup,
        service.capacity.databaseStorageGib[config.capacityHorizon],
      ),
      imagePullSecret: service.imagePullSecret,
      dependsOn,
    },
    { parent },
  );
}
