import type { Thresholds } from "./types";
import { series, unique } from "../alerts/promql";

/** Red from the limit on, and orange from a lower warning on, if there is one. */
export function above(limit: number, warning?: number): Thresholds {
  const warned = warning !== undefined && warning < limit;
  return {
    base: "green",
    steps: [...(warned ? [{ from: warning, color: "orange" } as const] : []), { from: limit, color: "red" }],
  };
}

/** Red below the limit. */
export function below(limit: number): Thresholds {
  return { base: "red", steps: [{ from: limit, color: "green" }] };
}

/** Seconds since a CronJob last succeeded. */
export const ageOf = (cronjob: string, namespace: string): string =>
  `time() - max(${series("kube_cronjob_status_last_successful_time", { namespace, cronjob })})`;

/** Pods that the Deployments of a namespace require but do not have. */
export function podsMissing(namespace: string): string {
  const sum = (metric: string): string => `sum(${unique(["deployment"], series(metric, { namespace }))})`;
  return `${sum("kube_deployment_spec_replicas")} - ${sum("kube_deployment_status_replicas_available")}`;
}
