import type { Service } from "../catalog/types";
import { series } from "./promql";
import type { AlertArea, AlertEnvironment } from "./types";

/** Alerts on the alerts themselves: who watches when nothing can be seen (MAC-9). */
export function watchAlerts(service: Service, { namespace }: AlertEnvironment): AlertArea {
  return {
    name: "watch",
    alerts: [
      {
        name: "Watchdog",
        severity: "P3",
        area: "infrastructure",
        // Not vector(1): it stops as well when Prometheus runs and sees nothing of the service.
        expr: `max by (namespace) (${series("kube_namespace_created", { namespace })}) > 0`,
        forMinutes: 1,
        summary: `Alerting for ${service.title} works`,
        description:
          "Always firing, and routed to a dead man's switch: that pages when it has not heard from it, for then Prometheus, Alertmanager or their metrics are away.",
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
