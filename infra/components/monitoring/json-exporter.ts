import * as pulumi from "@pulumi/pulumi";
import { ServiceAccount } from "@pulumi/kubernetes/core/v1/serviceAccount";
import type { Service } from "../../catalog/types";
import { objectName } from "../../naming";
import { jsonExporter, jsonExporterConfig, tokensOf } from "../../scraping/json-exporter";
import { contentConfigMap } from "../pod/content-objects";
import { SECRETS_DIRECTORY } from "../pod/mounted";
import { secretObject, type SecretSource } from "../pod/secret-object";
import type { Placed } from "../scope";
import { exporterDeployment } from "../workloads/exporter-deployment";

/** Inputs of {@link JsonExporter}. */
export interface JsonExporterArgs extends Placed {
  readonly service: Pick<Service, "id" | "workloads" | "imagePullSecret">;
  /** Image by digest. */
  readonly image: string;
  readonly priorityClass: string;
  /** The application's own secrets, variable to value; undefined where a store holds it. */
  readonly external: Readonly<Record<string, pulumi.Input<string>>>;
  /** Where the tokens in the cluster come from. */
  readonly secretSource: SecretSource;
}

const CONFIG_DIRECTORY = "/etc/json-exporter";
const CONFIG_FILE = "config.yaml";

/** Its own metrics: a probe that read a document would restart the pod that reports the application's failure. */
const PAGE = "/metrics";

/** Labels of the exporter's objects that choose its pod; a Deployment's selector cannot be changed. */
export const jsonExporterSelector = (service: string): Readonly<Record<string, string>> => ({
  "app.kubernetes.io/name": jsonExporter.name,
  "app.kubernetes.io/part-of": service,
});

/** json_exporter of one service, which reads the JSON documents of its pods for Prometheus. */
export class JsonExporter extends pulumi.ComponentResource {
  constructor(name: string, args: JsonExporterArgs, opts?: pulumi.ComponentResourceOptions) {
    super("lifeboat:index:JsonExporter", name, {}, opts);
    const { service, external } = args;
    const selector = jsonExporterSelector(service.id);
    const labels = { ...args.labels, ...selector, "app.kubernetes.io/component": jsonExporter.component };
    const place = (part: string) => ({
      base: objectName(jsonExporter.name, part),
      namespace: args.namespace,
      labels,
    });
    const account = new ServiceAccount(
      `${name}-account`,
      {
        metadata: { name: objectName(jsonExporter.name), namespace: args.namespace, labels },
        automountServiceAccountToken: false,
      },
      { parent: this },
    );
    const tokens = tokensOf(service.workloads);
    const data = Object.fromEntries(
      tokens.map((token) => [token, { value: external[token], property: token }]),
    );
    const secret =
      tokens.length === 0
        ? undefined
        : secretObject(`${name}-secret`, { ...place("tokens"), data }, args.secretSource, this);
    const text = jsonExporterConfig(service.workloads, SECRETS_DIRECTORY);
    const config = contentConfigMap(
      `${name}-config`,
      { ...place("config"), data: { [CONFIG_FILE]: text } },
      this,
    );
    exporterDeployment(
      name,
      {
        namespace: args.namespace,
        labels,
        selector,
        port: jsonExporter.port,
        page: PAGE,
        pod: {
          container: jsonExporter.name,
          image: args.image,
          args: [
            `--config.file=${CONFIG_DIRECTORY}/${CONFIG_FILE}`,
            `--web.listen-address=:${jsonExporter.port}`,
          ],
          size: jsonExporter.size,
          env: {},
          priorityClass: args.priorityClass,
          secret: secret?.name,
          files: { configMap: config.name, directory: CONFIG_DIRECTORY },
          imagePullSecret: service.imagePullSecret,
        },
        dependsOn: [account, config.resource, ...(secret === undefined ? [] : [secret.resource])],
      },
      this,
    );
    this.registerOutputs({});
  }
}
