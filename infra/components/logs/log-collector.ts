import * as pulumi from "@pulumi/pulumi";
import { CustomResource } from "@pulumi/kubernetes/apiextensions/customResource";
import { DaemonSet } from "@pulumi/kubernetes/apps/v1/daemonSet";
import { Service as KubernetesService } from "@pulumi/kubernetes/core/v1/service";
import { ServiceAccount } from "@pulumi/kubernetes/core/v1/serviceAccount";
import { NetworkPolicy } from "@pulumi/kubernetes/networking/v1/networkPolicy";
import type { Service } from "../../catalog/types";
import type { Settings } from "../../config";
import { collector, collectorPaths } from "../../logs/collector";
import { objectName } from "../../naming";
import { contentConfigMap } from "../pod/content-objects";
import { lintAnnotations } from "../pod/lint-exceptions";
import { logCollectorFiles } from "./log-collector-files";
import { logCollectorPod } from "./log-collector-pod";
import { logLabels } from "./log-pod";
import { storeEgress, type LogStoreConfig } from "./log-store";
import { MONITORING_API, serviceMonitorSpec } from "../monitoring/monitor-spec";
import { namespacePeer, tcp } from "../namespace/network-peers";
import { priorityClassNames } from "../pod/priority-classes";
import { secretObject, type SecretSource, type SecretValue } from "../pod/secret-object";
import { imageOf } from "../workloads/workload-image";

/** Inputs of {@link LogCollector}. */
export interface LogCollectorArgs {
  /** Services whose logs are sent. */
  readonly services: readonly Pick<Service, "id" | "namespace">[];
  readonly config: Pick<Settings, "role" | "images" | "monitoringNamespace" | "prometheusOperator"> & {
    readonly logs: LogStoreConfig;
  };
  /** Password of the store's login. */
  readonly password: SecretValue;
  /** Where the password in the cluster comes from. */
  readonly secretSource: SecretSource;
}

const { selector: SELECTOR, labels: LABELS } = logLabels(collector.name, collector.component);
/** Nobody waits for it: a collector that cannot start must not hold up a failover. */
const UNAWAITED = { "pulumi.com/skipAwait": "true" };

/** NetworkPolicy of the collector: monitoring asks it, and it asks for names and the store. */
export function logCollectorPolicy(url: string, monitoringNamespace: string) {
  return {
    podSelector: { matchLabels: { ...SELECTOR } },
    policyTypes: ["Ingress", "Egress"],
    ingress: [{ from: [namespacePeer(monitoringNamespace)], ports: tcp(collector.port) }],
    egress: storeEgress(url),
  };
}

/**
 * Sends the logs of the services' containers to Elasticsearch or OpenSearch (STOCK-12), secrets masked on the node
 * (KYB-4). It is in the monitoring namespace, which admits pods that read their node: docs/decisions/019.
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
