import type * as pulumi from "@pulumi/pulumi";
import type { Archive, Database, Size } from "../../catalog/types";
import { objectName } from "../../naming";
import { jobArchiveConf, serverArchiveConf, type Repository } from "../../postgresql/archive-conf";
import { SERVER_NAME } from "../../postgresql/places";
import { serverScripts } from "../../postgresql/scripts";
import { hostRules, identMap, serverConf } from "../../postgresql/server-conf";
import { contentConfigMap } from "../pod/content-objects";
import { secretObject, type SecretEntry, type SecretSource, type SecretValue } from "../pod/secret-object";
import type { Placed } from "../scope";
import { ARCHIVE_CLIENT } from "./server-certificates";

/** What the files of a database server are made from. */
export interface ServerFilesArgs extends Placed {
  readonly database: Pick<Database, "name" | "ownerRole" | "maxConnections" | "extensions" | "settings">;
  readonly archive: Archive;
  readonly size: Size;
  /** Size of the data's disk. */
  readonly diskGib: number;
  /** This environment's own repository first, then the other region's, and their passphrases in this order. */
  readonly repositories: readonly [Repository, Repository];
  readonly passphrases: readonly [SecretEntry, SecretEntry];
  readonly admin: { readonly user: string; readonly password: SecretValue };
  readonly secretSource: SecretSource;
  /** Names at which the server is reached, the first by its jobs. */
  readonly hosts: readonly string[];
}

/** Declares what the pods of a server and of its jobs mount, beside certificates: scripts, configuration, secrets. */
export function serverFiles(name: string, args: ServerFilesArgs, parent: pulumi.Resource) {
  const place = (part: string) => ({
    base: objectName(SERVER_NAME, part),
    namespace: args.namespace,
    labels: args.labels,
  });
  const archive = {
    stanza: args.database.name,
    repositories: args.repositories,
    keepDays: args.archive.keepDays,
    client: ARCHIVE_CLIENT,
  };
  const configMap = (part: string, data: Readonly<Record<string, string>>) =>
    contentConfigMap(`${name}-${part}`, { ...place(part), data }, parent);
  const secret = (part: string, data: Readonly<Record<string, SecretEntry>>) =>
    secretObject(`${name}-${part}`, { ...place(part), data }, args.secretSource, parent);
  const scripts = configMap("scripts", serverScripts());
  const configuration = configMap("configuration", {
    "postgresql.conf": serverConf({
      maxConnections: args.database.maxConnections,
      memoryMib: args.size.memoryLimitMib,
      storageGib: args.diskGib,
      archiveTimeoutSeconds: args.archive.timeoutSeconds,
      settings: args.database.settings,
    }),
    "pg_hba.conf": hostRules(),
    "pg_ident.conf": identMap(ARCHIVE_CLIENT),
    ...serverArchiveConf(archive),
  });
  const jobConfiguration = configMap(
    "jobs-configuration",
    jobArchiveConf(archive, args.hosts[0] ?? SERVER_NAME),
  );
  const [own, other] = args.passphrases;
  const repositories = secret("repositories", { "repository-1": own, "repository-2": other });
  const admin = secret("admin", { password: { value: args.admin.password, property: "admin" } });
  return { scripts, configuration, jobConfiguration, repositories, admin };
}
