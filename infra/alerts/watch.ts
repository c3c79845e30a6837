import type { Service } from "../catalog/types";
import { series } from "./promql";
import type { AlertArea, AlertEnvironment } from "./types";

/** Alerts on alerting itself, when no metrics arrive (MAC-9). */
export function watchAlerts(service: Service, { namespace }: AlertEnvironment): AlertArea {
  return {
    name: "watch",
    alerts: [
      {
        name: "Watchdog",
        severity: "P3",
        area: "infrastructure",
        // Not vector(1): this stops also when Prometheus runs but has no metrics of the service.
        expr: `max by (namespace) (${series("kube_namespace_created", { namespace })}) > 0`,
        forMinutes: 1,
        summary: `Alerting for ${service.title} works`,
        description:
          "This alert always fires. A dead man's switch outside the cluster receives it, and pages when it stops: then Prometheus, Alertmanager or kube-state-metrics is down.",
      },
      {
        name: "ClusterMetricsMissing",
        severity: "P1",
        area: "infrastructure",
        expr: `absent(${series("kube_namespace_created", { namespace })})`,
        forMinutes: 10,
        summary: "The service's namespace has no metrics",
        description: `kube-state-metrics does not report namespace ${namespace}: it is down, or the namespace is missing. No alert on jobs or Deployments can fire meanwhile.`,
      },
    ],
  };
}
