import type { Metrics } from "../../catalog/types";
import { jsonExporter } from "../../scraping/json-exporter";

/** API of the Prometheus Operator. */
export const MONITORING_API = "monitoring.coreos.com/v1";

/** Seconds between two scrapes, as text of the operator: two of them are seen in any window that an alert uses. */
const INTERVAL = "30s";
const TIMEOUT = "10s";

/** Series that one pod may have: one that loses count of its labels must not take Prometheus with it. */
const SAMPLE_LIMIT = 10_000;

/**
 * Spec of a ServiceMonitor: the pods behind one Service of the namespace.
 * @param selector labels of the Service
 */
export function serviceMonitorSpec(
  selector: Readonly<Record<string, string>>,
  { port, path }: Pick<Metrics, "port" | "path">,
) {
  return {
    jobLabel: "app.kubernetes.io/name",
    selector: { matchLabels: { ...selector } },
    sampleLimit: SAMPLE_LIMIT,
    endpoints: [{ port, path, scheme: "http", interval: INTERVAL, scrapeTimeout: TIMEOUT }],
  };
}

/**
 * Spec of a ServiceMonitor of pods whose metrics are a JSON document: Prometheus asks json_exporter of the namespace, which
 * reads each pod's document.
 * @param selector labels of the pods' Service
 * @param module json_exporter's module
 */
export function jsonMonitorSpec(
  selector: Readonly<Record<string, string>>,
  { port, path }: Pick<Metrics, "port" | "path">,
  module: string,
) {
  const { endpoints, ...spec } = serviceMonitorSpec(selector, { port, path: "/probe" });
  const relabelings = [
    { sourceLabels: ["__address__"], targetLabel: "__param_target", replacement: `http://$1${path}` },
    {
      sourceLabels: ["__meta_kubernetes_namespace"],
      targetLabel: "__address__",
      replacement: `${jsonExporter.name}.$1.svc:${jsonExporter.port}`,
    },
  ];
  return {
    ...spec,
    endpoints: endpoints.map((endpoint) => ({ ...endpoint, params: { module: [module] }, relabelings })),
  };
}

/**
 * Spec of a Probe: every address once, distinguished by `target`.
 * @param prober host and port of blackbox_exporter
 */
export function probeSpec(jobName: string, prober: string, targets: readonly string[], target: string) {
  return {
    jobName,
    prober: { url: prober, scheme: "http", path: "/probe" },
    // A module of blackbox_exporter's own configuration: status 2xx over a certificate that holds.
    module: "http_2xx",
    interval: INTERVAL,
    scrapeTimeout: TIMEOUT,
    targets: { staticConfig: { static: [...targets], labels: { target } } },
  };
}
