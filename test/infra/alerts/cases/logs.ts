import { type AlertCase, atSameTime, NAMESPACE } from "./alert-case";
import { schedule } from "./jobs";

const COLLECTOR = 'namespace="monitoring",pod="log-collector-a"';
/** A pod of the service and a collector, each on a node. */
const nodes = (service: string, collector: string) => ({
  [`kube_pod_info{${NAMESPACE},pod="api-1",node="${service}",instance="metrics"}`]: 1,
  [`kube_pod_info{${COLLECTOR},node="${collector}",instance="metrics"}`]: 1,
});
const queue = (waiting: number) => ({ [`lifeboat_logs_queue_lines{${COLLECTOR}}`]: waiting });
const counted = (figure: string, samples: string) => ({
  [`lifeboat_logs_${figure}_total{${COLLECTOR}}`]: samples,
});
const together = nodes("node-1", "node-1");

/** Cases of the way of logs: a queue of 200,000 lines. */
export const logCases: readonly AlertCase[] = [
  atSameTime(
    "LogsNotCollected",
    17,
    { ...nodes("node-1", "node-2"), ...queue(0) },
    { ...together, ...queue(0) },
  ),
  atSameTime("LogQueueFilling", 12, { ...together, ...queue(100_001) }, { ...together, ...queue(100_000) }),
  {
    alert: "LogsNotDelivered",
    fires: {
      series: { ...together, ...counted("failures", "0+1x30"), ...counted("delivered", "5x30") },
      atMinutes: 25,
    },
    silent: {
      series: { ...together, ...counted("failures", "0+1x30"), ...counted("delivered", "5+1x30") },
      atMinutes: 25,
    },
    silentToo: {
      series: {
        ...nodes("node-2", "node-1"),
        ...counted("failures", "0+1x30"),
        ...counted("delivered", "5x30"),
      },
      atMinutes: 25,
    },
  },
  atSameTime(
    "LogsRefused",
    10,
    { ...together, ...counted("refused", "0x5 1x10") },
    { ...together, ...counted("refused", "1x20") },
  ),
  // The catalog's 26 hours.
  ...schedule({
    cronJob: "log-retention",
    namespace: 'namespace="monitoring"',
    name: "LogRetention",
    stepMinutes: 60,
    freshMinutes: 26 * 60,
    overdueMinutes: 28 * 60,
  }),
];
