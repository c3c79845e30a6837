import * as pulumi from "@pulumi/pulumi";
import { ServiceAccount } from "@pulumi/kubernetes/core/v1/serviceAccount";
import { objectName } from "../../naming";
import { exporter } from "../../scraping/exporter";
import { queriesFile } from "../../scraping/queries";
import { contentConfigMap } from "../pod/content-objects";
import { SECRETS_DIRECTORY } from "../pod/mounted";
import { secretObject, type SecretSource, type SecretValue } from "../pod/secret-object";
import type { Placed } from "../scope";
import { METRICS_PORT, exporterDeployment } from "../workloads/exporter-deployment";
import { tlsQuery, type DatabaseTls } from "../pod/database-authority";

/** Inputs of {@link DatabaseExporter}. */
export interface DatabaseExporterArgs extends Placed {
  /** Service id. */
  readonly service: string;
  /** Image by digest. */
  readonly image: string;
  readonly priorityClass: string;
  /** The serving database's server, and the login that reads its statistics. */
  readonly database: DatabaseTls & {
    readonly host: string;
    readonly port: number;
    readonly user: string;
    readonly password: SecretValue;
  };
  /** Whether the stack declares the server, and so may ask how its archive does. */
  readonly archives: boolean;
  /** Where the password in the cluster comes from. */
  readonly secretSource: SecretSource;
  readonly imagePullSecret?: string | undefined;
  /** The login, without which it could read nothing. */
  readonly dependsOn: readonly pulumi.Resource[];
}

const QUERIES_DIRECTORY = "/etc/postgres-exporter";
const QUERIES_FILE = "queries.yaml";
const PASSWORD_FILE = "password";

/** A page without metrics: a probe that queried the database would restart the pod that reports the database's failure. */
const PAGE = "/";

/** Labels of the exporter's objects that choose its pod; a Deployment's selector cannot be changed. */
export const exporterSelector = (service: string): Readonly<Record<string, string>> => ({
  "app.kubernetes.io/name": exporter.name,
  "app.kubernetes.io/part-of": service,
});

/** Where its metrics are scraped. */
export const exporterEndpoint = { port: METRICS_PORT, path: "/metrics" } as const;

/** Environment of postgres_exporter: the password is a file, and what it asks is one, too. */
export function exporterEnv({
  host,
  port,
  user,
  ...tls
}: Omit<DatabaseExporterArgs["database"], "password">): Readonly<Record<string, string>> {
  const at = host.includes(":") ? `[${host}]` : host;
  return {
    DATA_SOURCE_URI: `${at}:${port}/${exporter.database}?${tlsQuery(tls)}&application_name=lifeboat-exporter`,
    DATA_SOURCE_USER: user,
    DATA_SOURCE_PASS_FILE: `${SECRETS_DIRECTORY}/${PASSWORD_FILE}`,
    PG_EXPORTER_WEB_LISTEN_ADDRESS: `:${exporter.port}`,
    PG_EXPORTER_EXTEND_QUERY_PATH: `${QUERIES_DIRECTORY}/${QUERIES_FILE}`,
  };
}

/**
 * postgres_exporter of one service's database server. It runs in every posture, also where nothing else does: a standby
 * that waits has a database that a failover will need.
 */
export class DatabaseExporter extends pulumi.ComponentResource {
  constructor(name: string, args: DatabaseExporterArgs, opts?: pulumi.ComponentResourceOptions) {
    super("lifeboat:index:DatabaseExporter", name, {}, opts);
    const selector = exporterSelector(args.service);
    const labels = { ...args.labels, ...selector, "app.kubernetes.io/component": exporter.component };
    const account = new ServiceAccount(
      `${name}-account`,
      {
        metadata: { name: objectName(exporter.name), namespace: args.namespace, labels },
        automountServiceAccountToken: false,
      },
      { parent: this },
    );
    const place = (part: string) => ({
      base: objectName(exporter.name, part),
      namespace: args.namespace,
      labels,
    });
    const password = { value: args.database.password, property: "monitor" };
    const secret = secretObject(
      `${name}-secret`,
      { ...place("login"), data: { [PASSWORD_FILE]: password } },
      args.secretSource,
      this,
    );
    const queries = contentConfigMap(
      `${name}-queries`,
      { ...place("queries"), data: { [QUERIES_FILE]: queriesFile(args.archives) } },
      this,
    );
    exporterDeployment(
      name,
      {
        namespace: args.namespace,
        labels,
        selector,
        port: exporter.port,
        page: PAGE,
        pod: {
          container: exporter.name,
          image: args.image,
          size: exporter.size,
          env: exporterEnv(args.database),
          priorityClass: args.priorityClass,
          secret: secret.name,
          authority: args.database.authority,
          files: { configMap: queries.name, directory: QUERIES_DIRECTORY },
          imagePullSecret: args.imagePullSecret,
        },
        dependsOn: [account, secret.resource, queries.resource, ...args.dependsOn],
      },
      this,
    );
    this.registerOutputs({});
  }
}
