import * as pulumi from "@pulumi/pulumi";
import { Deployment } from "@pulumi/kubernetes/apps/v1/deployment";
import { Service as KubernetesService } from "@pulumi/kubernetes/core/v1/service";
import { ServiceAccount } from "@pulumi/kubernetes/core/v1/serviceAccount";
import { httpProbes } from "../../catalog/common";
import { objectName } from "../../naming";
import { exporter } from "../../scraping/exporter";
import { queriesFile } from "../../scraping/queries";
import { contentConfigMap } from "../pod/content-objects";
import { SECRETS_DIRECTORY } from "../pod/mounted";
import { lintAnnotations } from "../pod/pod-template";
import { secretObject, type SecretSource, type SecretValue } from "../pod/secret-object";
import type { Placed } from "../scope";
import { applicationPod } from "../workloads/application-pod";

/** Inputs of {@link DatabaseExporter}. */
export interface DatabaseExporterArgs extends Placed {
  /** Service id. */
  readonly service: string;
  /** Image by digest. */
  readonly image: string;
  readonly priorityClass: string;
  /** The serving database's server, and the login that reads its statistics. */
  readonly database: {
    readonly host: string;
    readonly port: number;
    readonly sslMode: string;
    readonly user: string;
    readonly password: SecretValue;
  };
  /** Where the password in the cluster comes from. */
  readonly secretSource: SecretSource;
  readonly imagePullSecret?: string | undefined;
  /** The login, without which it could read nothing. */
  readonly dependsOn: readonly pulumi.Resource[];
}

const QUERIES_DIRECTORY = "/etc/postgres-exporter";
const QUERIES_FILE = "queries.yaml";
const PASSWORD_FILE = "password";
const PORT_NAME = "metrics";

/** A page without metrics: a probe that queried the database would restart the pod that reports the database's failure. */
const PAGE = "/";

/** Labels of the exporter's objects that choose its pod; a Deployment's selector cannot be changed. */
export const exporterSelector = (service: string): Readonly<Record<string, string>> => ({
  "app.kubernetes.io/name": exporter.name,
  "app.kubernetes.io/part-of": service,
});

/** Where its metrics are scraped. */
export const exporterEndpoint = { port: PORT_NAME, path: "/metrics" } as const;

/** Environment of postgres_exporter: the password is a file, and what it asks is one, too. */
export function exporterEnv({
  host,
  port,
  sslMode,
  user,
}: Omit<DatabaseExporterArgs["database"], "password">): Readonly<Record<string, string>> {
  const at = host.includes(":") ? `[${host}]` : host;
  return {
    DATA_SOURCE_URI: `${at}:${port}/${exporter.database}?sslmode=${sslMode}&application_name=lifeboat-exporter`,
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
    const child = { parent: this };
    const metadata = (object: string) => ({ name: object, namespace: args.namespace, labels });
    // Nobody waits for it: a monitor that cannot start must not hold up a failover.
    const unawaited = { ...metadata(objectName(exporter.name)), annotations: UNAWAITED };
    const account = new ServiceAccount(
      `${name}-account`,
      { metadata: metadata(objectName(exporter.name)), automountServiceAccountToken: false },
      child,
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
      { ...place("queries"), data: { [QUERIES_FILE]: queriesFile() } },
      this,
    );
    new KubernetesService(
      `${name}-service`,
      {
        metadata: unawaited,
        spec: {
          type: "ClusterIP",
          selector,
          ports: [{ name: PORT_NAME, port: exporter.port, targetPort: PORT_NAME, protocol: "TCP" }],
        },
      },
      child,
    );
    new Deployment(
      `${name}-deployment`,
      {
        metadata: { ...unawaited, annotations: { ...unawaited.annotations, ...lintAnnotations() } },
        spec: {
          replicas: 1,
          revisionHistoryLimit: 2,
          selector: { matchLabels: selector },
          strategy: { type: "Recreate" },
          template: applicationPod({
            container: exporter.name,
            image: args.image,
            ports: [{ name: PORT_NAME, containerPort: exporter.port }],
            probes: httpProbes(PORT_NAME, { startup: PAGE, readiness: PAGE }),
            size: exporter.size,
            env: exporterEnv(args.database),
            serviceAccount: objectName(exporter.name),
            priorityClass: args.priorityClass,
            secret: secret.name,
            files: { configMap: queries.name, directory: QUERIES_DIRECTORY },
            imagePullSecret: args.imagePullSecret,
            labels,
          }),
        },
      },
      { parent: this, dependsOn: [account, secret.resource, queries.resource, ...args.dependsOn] },
    );
    this.registerOutputs({});
  }
}

const UNAWAITED = { "pulumi.com/skipAwait": "true" };
