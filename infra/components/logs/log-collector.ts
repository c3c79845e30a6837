import * as pulumi from "@pulumi/pulumi";
import { CustomResource } from "@pulumi/kubernetes/apiextensions/customResource";
import { DaemonSet } from "@pulumi/kubernetes/apps/v1/daemonSet";
import { Service as KubernetesService } from "@pulumi/kubernetes/core/v1/service";
import type { Service } from "../../catalog/types";
import type { Settings } from "../../config";
import { collector, collectorPaths } from "../../logs/collector";
import { rsyslogConf } from "../../logs/rsyslog-conf";
import { namespaceName, objectName } from "../../naming";
import { MONITORING_API, serviceMonitorSpec } from "../monitoring/monitor-spec";
import { namespacePeer, tcp } from "../namespace/network-peers";
import { lintAnnotations } from "../pod/pod-template";
import { priorityClassNames } from "../pod/priority-classes";
import type { SecretSource, SecretValue } from "../pod/secret-object";
import { logCollectorPod } from "./log-collector-pod";
import { logLabels, logParts } from "./log-parts";
import { authorityFile, logPrograms, storeConnection, storeEgress, type LogStoreConfig } from "./log-store";

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

/** The collector's files: programs, rsyslog's configuration and the sender's settings; never a secret. */
export function logCollectorFiles(
  services: LogCollectorArgs["services"],
  { role, logs }: Pick<LogCollectorArgs["config"], "role" | "logs">,
): Readonly<Record<string, string>> {
  const ids = Object.fromEntries(services.map(({ id, namespace }) => [namespaceName(namespace, role), id]));
  const settings = {
    ...storeConnection(logs, logs.user, collectorPaths.files, collectorPaths.password),
    figuresFile: collectorPaths.figures,
    markerFile: `${collectorPaths.state}/sender`,
    prefix: collector.prefix,
    environment: role,
    services: ids,
  };
  return {
    ...logPrograms("figures.py", "first.py", "mask.py", "record.py", "ship.py", "store_http.py"),
    ...authorityFile(logs),
    "rsyslog.conf": rsyslogConf(Object.keys(ids)),
    "settings.json": `${JSON.stringify(settings, null, 2)}\n`,
  };
}

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
    const { services, config, password: value, secretSource } = args;
    const { pod, resources } = logParts(
      name,
      {
        object: collector.name,
        labels: LABELS,
        config,
        files: logCollectorFiles(services, config),
        password: { file: collectorPaths.password, property: "password", value },
        secretSource,
        policy: logCollectorPolicy(config.logs.url, config.monitoringNamespace),
      },
      this,
    );
    const child = { parent: this };
    const metadata = {
      name: objectName(collector.name),
      namespace: config.monitoringNamespace,
      labels: LABELS,
    };
    new KubernetesService(
      `${name}-service`,
      {
        metadata: { ...metadata, annotations: UNAWAITED },
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
        metadata: { ...metadata, annotations: { ...UNAWAITED, ...lintAnnotations(PROBES) } },
        spec: {
          revisionHistoryLimit: 2,
          selector: { matchLabels: SELECTOR },
          updateStrategy: { type: "RollingUpdate", rollingUpdate: { maxUnavailable: 1 } },
          template: logCollectorPod({ ...pod, priorityClass: priorityClassNames(config.role).backup }),
        },
      },
      { parent: this, dependsOn: [...resources] },
    );
    if (config.prometheusOperator)
      new CustomResource(
        `${name}-monitor`,
        {
          apiVersion: MONITORING_API,
          kind: "ServiceMonitor",
          metadata,
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
