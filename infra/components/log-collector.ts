import * as pulumi from "@pulumi/pulumi";
import { CustomResource } from "@pulumi/kubernetes/apiextensions/customResource";
import { DaemonSet } from "@pulumi/kubernetes/apps/v1/daemonSet";
import { ConfigMap } from "@pulumi/kubernetes/core/v1/configMap";
import { Service as KubernetesService } from "@pulumi/kubernetes/core/v1/service";
import { ServiceAccount } from "@pulumi/kubernetes/core/v1/serviceAccount";
import { NetworkPolicy } from "@pulumi/kubernetes/networking/v1/networkPolicy";
import type { Service } from "../catalog/types";
import type { Config, Settings } from "../config";
import { collector, collectorPaths } from "../logs/collector";
import { storeDocuments } from "../logs/store-documents";
import { objectName } from "../naming";
import { contentConfigMap } from "./content-objects";
import { lintAnnotations } from "./lint-exceptions";
import { logCollectorFiles } from "./log-collector-files";
import { logCollectorPod } from "./log-collector-pod";
import { MONITORING_API, serviceMonitorSpec } from "./monitor-spec";
import { hostPeers, namespacePeer, tcp } from "./network-peers";
import { priorityClassNames } from "./priority-classes";
import { sourceOf } from "./service-secrets";
import { secretObject, type SecretSource, type SecretValue } from "./secret-object";
import { imageOf } from "./workload-image";

/** Inputs of {@link LogCollector}. */
export interface LogCollectorArgs {
  /** Services whose logs are sent. */
  readonly services: readonly Pick<Service, "id" | "namespace" | "housekeeping">[];
  readonly config: Pick<Settings, "role" | "images" | "monitoringNamespace" | "prometheusOperator"> & {
    readonly logs: NonNullable<Settings["logs"]>;
  };
  /** Password of the store's login. */
  readonly password: SecretValue;
  /** Where the password in the cluster comes from. */
  readonly secretSource: SecretSource;
}

const SELECTOR = { "app.kubernetes.io/name": collector.name, "app.kubernetes.io/part-of": "lifeboat" };
const LABELS = {
  ...SELECTOR,
  "app.kubernetes.io/component": collector.component,
  "app.kubernetes.io/managed-by": "pulumi",
};
/** Nobody waits for it: a collector that cannot start must not hold up a failover. */
const UNAWAITED = { "pulumi.com/skipAwait": "true" };

/** Port of an https URL. */
const portOf = ({ port }: URL): number => (port === "" ? 443 : Number(port));

/** NetworkPolicy of the collector: monitoring asks it, and it asks for names and the store. */
export function logCollectorPolicy(url: string, monitoringNamespace: string) {
  const store = new URL(url);
  return {
    podSelector: { matchLabels: { ...SELECTOR } },
    policyTypes: ["Ingress", "Egress"],
    ingress: [{ from: [namespacePeer(monitoringNamespace)], ports: tcp(collector.port) }],
    egress: [
      {
        to: [namespacePeer("kube-system")],
        ports: ["UDP", "TCP"].map((protocol) => ({ protocol, port: 53 })),
      },
      { to: hostPeers([store.hostname.replace(/^\[|\]$/g, "")]), ports: tcp(portOf(store)) },
    ],
  };
}

/**
 * Sends the logs of the services' containers to Elasticsearch or OpenSearch (STOCK-12), secrets masked on the node
 * (KYB-4). It stands in the monitoring namespace, which admits pods that read their node: docs/decisions/019.
 */
export class LogCollector extends pulumi.ComponentResource {
  constructor(name: string, args: LogCollectorArgs, opts?: pulumi.ComponentResourceOptions) {
    super("lifeboat:index:LogCollector", name, {}, opts);
    const { services, config } = args;
    const namespace = config.monitoringNamespace;
    const child = { parent: this };
    const metadata = (part?: string) => ({
      name: part === undefined ? objectName(collector.name) : objectName(collector.name, part),
      namespace,
      labels: LABELS,
    });
    const place = (part: string) => ({ base: objectName(collector.name, part), namespace, labels: LABELS });
    const account = new ServiceAccount(
      `${name}-account`,
      { metadata: metadata(), automountServiceAccountToken: false },
      child,
    );
    const files = contentConfigMap(
      `${name}-files`,
      { ...place("files"), data: logCollectorFiles(services, config) },
      this,
    );
    const secret = secretObject(
      `${name}-secret`,
      {
        ...place("login"),
        data: { [collectorPaths.password]: { value: args.password, property: "password" } },
      },
      args.secretSource,
      this,
    );
    // For whoever may change the store: docs/logs.md has the command.
    for (const kind of ["elasticsearch", "opensearch"] as const)
      new ConfigMap(
        `${name}-${kind}`,
        {
          metadata: metadata(kind),
          data: { "documents.json": `${JSON.stringify(storeDocuments(kind, services))}\n` },
        },
        child,
      );
    const policy = new NetworkPolicy(
      `${name}-policy`,
      { metadata: metadata(), spec: logCollectorPolicy(config.logs.url, namespace) },
      child,
    );
    new KubernetesService(
      `${name}-service`,
      {
        metadata: { ...metadata(), annotations: UNAWAITED },
        spec: {
          type: "ClusterIP",
          clusterIP: "None",
          selector: SELECTOR,
          ports: [{ name: "metrics", port: collector.port, targetPort: "metrics", protocol: "TCP" }],
        },
      },
      child,
    );
    new DaemonSet(
      `${name}-daemonset`,
      {
        metadata: { ...metadata(), annotations: { ...UNAWAITED, ...lintAnnotations(PROBES) } },
        spec: {
          revisionHistoryLimit: 2,
          selector: { matchLabels: SELECTOR },
          updateStrategy: { type: "RollingUpdate", rollingUpdate: { maxUnavailable: 1 } },
          template: logCollectorPod({
            image: imageOf(config.images, { imageRepository: collector.repository }),
            files: files.name,
            secret: secret.name,
            serviceAccount: objectName(collector.name),
            priorityClass: priorityClassNames(config.role).backup,
            labels: LABELS,
          }),
        },
      },
      { parent: this, dependsOn: [account, files.resource, secret.resource, policy] },
    );
    if (config.prometheusOperator)
      new CustomResource(
        `${name}-monitor`,
        {
          apiVersion: MONITORING_API,
          kind: "ServiceMonitor",
          metadata: metadata(),
          spec: serviceMonitorSpec(SELECTOR, { port: "metrics", path: "/metrics" }),
        },
        child,
      );
    this.registerOutputs({});
  }
}

const PROBES = {
  "pod-probes-identical": "no Service leads users to it: whether it tells its figures is all there is to ask",
} as const;

/** Declares the collector of these services' logs; nothing where config names no store. */
export function logCollector(
  services: LogCollectorArgs["services"],
  config: Omit<LogCollectorArgs["config"], "logs"> & Pick<Settings, "logs" | "secretStore">,
  secrets: Pick<Config["secrets"], "logStorePassword" | "ageIdentity">,
  opts?: pulumi.ComponentResourceOptions,
): void {
  const { logs } = config;
  if (logs === undefined) return;
  const args = {
    services,
    config: { ...config, logs },
    password: secrets.logStorePassword,
    secretSource: sourceOf("logs", config.secretStore, secrets.ageIdentity),
  };
  new LogCollector("logs", args, opts);
}
