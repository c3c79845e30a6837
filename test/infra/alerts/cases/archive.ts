import { namespaceName } from "../../../../infra/naming";
import { type AlertCase, atSameTime, NAMESPACE } from "./alert-case";
import { schedule } from "./jobs";

const HOUR = 60;
const GIB = 2 ** 30;
const VOLUME = `kubelet_volume_stats_available_bytes{${NAMESPACE},persistentvolumeclaim="postgresql-data"}`;

const waiting = (segments: number | string, oldestSeconds: number | string = 0) => ({
  [`pg_archive_waiting_segments{${NAMESPACE}}`]: segments,
  [`pg_archive_oldest_waiting_seconds{${NAMESPACE}}`]: oldestSeconds,
});
const failures = (values: number | string) => ({ [`pg_archive_failures_total{${NAMESPACE}}`]: values });
const recovery = (values: number | string) => ({ [`pg_archive_in_recovery{${NAMESPACE}}`]: values });
const THERE = `namespace="${namespaceName("stock-analysis-system", "standby")}"`;
const lag = (seconds: number) => ({ [`pg_replica_lag_seconds{${THERE}}`]: seconds });
const recoveryThere = (values: number | string) => ({ [`pg_archive_in_recovery{${THERE}}`]: values });
const waits = { role: "standby", posture: "passive" } as const;
/** A disk with so many GiB free that loses a GiB in so many minutes. */
const free = (gib: number, minutesPerGib: number) => ({
  [VOLUME]: `${gib * GIB}-${Math.round(GIB / minutesPerGib)}x60`,
});
const SERVER = `${NAMESPACE},pod="postgresql-0",container="postgresql"`;
const ready = (values: string) => ({ [`kube_pod_container_status_ready{${SERVER}}`]: values });
const up = { [`pg_up{${NAMESPACE}}`]: 1 };

/** Jobs with the hours at which they are fresh and overdue: gap, an hour to begin, and an hour to run 100 GiB. */
const jobs = [
  ["archive-full", "FullBackup", 169, 171],
  // None on Sundays.
  ["archive-differential", "DifferentialBackup", 49, 52],
  ["archive-incremental", "IncrementalBackup", 13, 15],
  ["archive-verify", "ArchiveVerification", 169, 171],
  ["archive-drill", "ArchiveDrill", 745, 747],
] as const;

/** Cases of a database server in the cluster. */
export const archiveCases: readonly AlertCase[] = [
  // A quarter of the hour.
  atSameTime("ArchiveBehind", 3, waiting(2, 901), waiting(2, 899)),
  atSameTime(
    "ArchiveFailing",
    20,
    { ...waiting(3), ...failures("0+1x60") },
    // It failed, and the next attempt succeeded.
    { ...waiting(0), ...failures("0+1x60") },
  ),
  {
    ...atSameTime(
      "ArchiveFillsDisk",
      30,
      // 30 GiB at a GiB in ten minutes are five hours, and 50 GiB are eight.
      { ...waiting(500), ...free(33, 10) },
      { ...waiting(500), ...free(50, 10) },
    ),
    // It is the data that grow.
    silentToo: { series: { ...waiting(0), ...free(33, 10) }, atMinutes: 30 },
  },
  atSameTime("ArchiveMetricsMissing", 20, up, { ...up, ...waiting(0) }),
  // In the near miss the server has been made again, and its pod has the code of the run before.
  atSameTime(
    "DatabaseSuperseded",
    4,
    { [`kube_pod_container_status_last_terminated_exitcode{${SERVER}}`]: 6, ...ready("0x9") },
    { [`kube_pod_container_status_last_terminated_exitcode{${SERVER}}`]: 6, ...ready("0 1x9") },
  ),
  atSameTime("DatabaseReadOnly", 3, recovery(1), recovery("1 0x9")),
  atSameTime(
    "StandbyBehind",
    3,
    { ...lag(901), ...recoveryThere(1) },
    { ...lag(899), ...recoveryThere(1) },
    { place: waits },
  ),
  // In the near miss it is a standby again within the time.
  atSameTime("StandbyTakesWrites", 17, recoveryThere(0), recoveryThere("0x12 1x9"), { place: waits }),
  ...jobs.flatMap(([job, name, fresh, overdue]) =>
    schedule({
      cronJob: `stock-analysis-${job}`,
      name,
      stepMinutes: HOUR,
      freshMinutes: fresh * HOUR,
      overdueMinutes: overdue * HOUR,
    }),
  ),
];
