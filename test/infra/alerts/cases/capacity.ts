import { stockAnalysis } from "../../../../infra/catalog/stock-analysis";
import { dumpsAlone } from "../../../support/dumps-alone";
import { type AlertCase, atSameTime, NAMESPACE } from "./alert-case";

const GIB = 1024 ** 3;
const VOLUME = `${NAMESPACE},persistentvolumeclaim="data"`;
const volume = (available: number | string) => ({
  [`kubelet_volume_stats_available_bytes{${VOLUME}}`]: available,
  [`kubelet_volume_stats_capacity_bytes{${VOLUME}}`]: 1000,
});
const FILESYSTEM = 'instance="node-1",device="/dev/nvme0n1p1",mountpoint="/",fstype="ext4"';
/** A node's disk of which a tenth is free, and the node that a pod of the service runs on. */
const node = (runsOn: string) => ({
  [`node_filesystem_avail_bytes{${FILESYSTEM}}`]: 10,
  [`node_filesystem_size_bytes{${FILESYSTEM}}`]: 100,
  [`kube_pod_info{${NAMESPACE},pod="api-1",node="${runsOn}",instance="metrics"}`]: 1,
});
const databases = (servingGib: number, copyGib: number) => ({
  [`pg_database_size_bytes{${NAMESPACE},datname="stock_analysis"}`]: servingGib * GIB,
  [`pg_database_size_bytes{${NAMESPACE},datname="stock_analysis_before_1"}`]: copyGib * GIB,
});
/** A database of 60 GiB that grows by so many MiB an hour, for so many hours. */
const growth = (mibPerHour: number, hours = 180) => ({
  [`pg_database_size_bytes{${NAMESPACE},datname="stock_analysis"}`]: `${60 * GIB}+${mibPerHour * 1024 ** 2}x${hours}`,
});
const AUTOSCALER = `${NAMESPACE},horizontalpodautoscaler="stock-analysis-api-hpa"`;
const replicas = (current: number) => ({
  [`kube_horizontalpodautoscaler_status_current_replicas{${AUTOSCALER}}`]: current,
  [`kube_horizontalpodautoscaler_spec_max_replicas{${AUTOSCALER}}`]: 10,
});
const QUOTA = `${NAMESPACE},resourcequota="quota",resource="requests.cpu"`;
const quota = (used: number) => ({
  [`kube_resourcequota{${QUOTA},type="used"}`]: used,
  [`kube_resourcequota{${QUOTA},type="hard"}`]: 100,
});

/** Cases of what runs out: disk above 85 %, a database of 100 GiB, at most 10 replicas. */
export const capacityCases: readonly AlertCase[] = [
  atSameTime("VolumeUsageHigh", 7, volume(149), volume(151)),
  atSameTime("VolumeFullSoon", 120, volume("400-1x150"), volume("400-0.05x150")),
  atSameTime("NodeDiskUsageHigh", 12, node("node-1"), node("node-2")),
  atSameTime("DatabaseSizeHigh", 17, databases(50, 36), databases(50, 34)),
  atSameTime("DatabaseOutgrowsPlan", 170 * 60, growth(60), growth(40), { stepMinutes: 60 }),
  // Dumps keep the RPO up to 200.3 GiB: in two weeks and 90 days that is 57.5 MiB an hour.
  atSameTime("DatabaseOutgrowsPromise", 340 * 60, growth(59, 350), growth(56, 350), {
    stepMinutes: 60,
    service: dumpsAlone(stockAnalysis),
  }),
  atSameTime("AutoscalerAtMaximum", 17, replicas(10), replicas(9)),
  atSameTime("QuotaNearlyUsed", 17, quota(91), quota(89)),
];
