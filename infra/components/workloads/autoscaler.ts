import type { Autoscaling } from "../../catalog/types";
import type { ReplicaBounds } from "../../capacity/replicas";

/** Seconds that the load must have been less before replicas go: a start costs more than a pod that idles. */
const CALM_SECONDS = 300;

/** Period in which the steps of scaling are counted. */
const PERIOD_SECONDS = 60;

const utilization = (name: "cpu" | "memory", averageUtilization: number) => ({
  type: "Resource",
  resource: { name, target: { type: "Utilization", averageUtilization } },
});

/**
 * Spec of a workload's HorizontalPodAutoscaler (STOCK-7, MAC-1): it grows at once, at most to the double or by two pods
 * a minute, and shrinks by one pod a minute after five calm minutes.
 *
 * @param deployment name of the Deployment that it scales.
 */
export function autoscalerSpec(
  deployment: string,
  { cpuPercent, memoryPercent }: Pick<Autoscaling, "cpuPercent" | "memoryPercent">,
  bounds: ReplicaBounds,
) {
  return {
    scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: deployment },
    minReplicas: bounds.min,
    maxReplicas: bounds.max,
    metrics: [
      utilization("cpu", cpuPercent),
      ...(memoryPercent === undefined ? [] : [utilization("memory", memoryPercent)]),
    ],
    behavior: {
      scaleUp: {
        stabilizationWindowSeconds: 0,
        selectPolicy: "Max",
        policies: [
          { type: "Percent", value: 100, periodSeconds: PERIOD_SECONDS },
          { type: "Pods", value: 2, periodSeconds: PERIOD_SECONDS },
        ],
      },
      scaleDown: {
        stabilizationWindowSeconds: CALM_SECONDS,
        selectPolicy: "Max",
        policies: [{ type: "Pods", value: 1, periodSeconds: PERIOD_SECONDS }],
      },
    },
  };
}
