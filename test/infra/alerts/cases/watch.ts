import { type AlertCase, atSameTime, SEEN } from "./alert-case";

/** What is there although nothing of the service is. */
const ELSEWHERE = { 'kube_namespace_created{namespace="other"}': 1_700_000_000 };

/** Cases of the alerts on the alerts. */
export const watchCases: readonly AlertCase[] = [
  atSameTime("Watchdog", 3, SEEN, ELSEWHERE),
  atSameTime("ClusterMetricsMissing", 12, ELSEWHERE, SEEN),
];
