import { archiveJobs } from "../catalog/archive-jobs";
import { longestGapMinutes } from "../catalog/schedule";
import type { Service } from "../catalog/types";
import { serverDeadlineSeconds } from "../capacity/job-plan";
import { cronJobName } from "../naming";
import { CLAIM_NAME, SERVER_NAME } from "../postgresql/places";
import { recoversByArchive } from "../recovery/by-archive";
import { serves } from "../recovery/takeover";
import { jobSeries } from "./job-series";
import { lines, secondsOf, series, unique } from "./promql";
import { scheduledAlerts } from "./scheduled-job";
import type { Alert, AlertArea, AlertEnvironment } from "./types";

/** Part of the RPO that WAL may wait to be archived before somebody is called. */
const WAITING_SHARE = 4;

/** Hours before the disk is full of WAL at which the alert fires. */
const NOTICE_HOURS = 6;

/** Minutes within which a run may begin late. */
const START_WITHIN_MINUTES = 60;

/** Whether WAL reaches both repositories, and what it fills meanwhile. */
function archiving({ objectives }: Service, { namespace }: AlertEnvironment): readonly Alert[] {
  const of = (metric: string): string => unique(["namespace"], series(metric, { namespace }));
  const waitingMinutes = objectives.rpoMinutes / WAITING_SHARE;
  const free = series("kubelet_volume_stats_available_bytes", {
    namespace,
    persistentvolumeclaim: CLAIM_NAME,
  });
  const shrinks = unique(["namespace"], `deriv(${free}[15m])`);
  const waits = `${of("pg_archive_waiting_segments")} > 0`;
  return [
    {
      name: "ArchiveBehind",
      severity: "P1",
      area: "data",
      expr: lines(
        `${of("pg_archive_oldest_waiting_seconds")} > ${secondsOf(waitingMinutes)}`,
        // What a fenced server could not archive stays until it writes again.
        `unless on (namespace) ${of("pg_archive_in_recovery")} == 1`,
      ),
      forMinutes: 1,
      summary: `WAL has waited for over ${waitingMinutes} minutes to be archived`,
      description: `The oldest finished segment has waited for {{ $value | humanizeDuration }}, of an RPO of ${objectives.rpoMinutes} minutes. The server's log names the repository that does not take it; the other one may have it.`,
    },
    {
      name: "ArchiveFailing",
      severity: "P2",
      area: "data",
      expr: lines(
        `${unique(["namespace"], `increase(${series("pg_archive_failures_total", { namespace })}[10m])`)} > 0`,
        `and on (namespace) ${waits}`,
      ),
      forMinutes: 5,
      summary: "WAL cannot be archived to at least one repository",
      description:
        "The server keeps every segment until both repositories have it; nothing is dropped. Its log names the repository and the reason.",
    },
    {
      name: "ArchiveFillsDisk",
      severity: "P1",
      area: "data",
      expr: lines(
        `${unique(["namespace"], free)} / -(${shrinks} < 0) < ${NOTICE_HOURS * 3600}`,
        `and on (namespace) ${waits}`,
      ),
      forMinutes: 5,
      summary: "WAL that cannot be archived fills the database's disk",
      description:
        "At the rate of the last 15 minutes the disk is full in {{ $value | humanizeDuration }}, and the server stops then. Bring the repository back, or enlarge the volume.",
    },
    {
      name: "ArchiveMetricsMissing",
      severity: "P2",
      area: "data",
      expr: lines(
        `absent(${series("pg_archive_waiting_segments", { namespace })})`,
        `and on (namespace) ${series("pg_up", { namespace })} == 1`,
      ),
      forMinutes: 15,
      summary: "Nothing is known of the archive",
      description:
        "postgres_exporter reports the server and not its archive, so no alert on archiving can fire. Read the exporter's log.",
    },
  ];
}

/** Exit code of a server that must not open, because another was promoted in place of it. */
const SUPERSEDED = 6;

/** The server refuses to start: another one has the newer timeline. Nothing but a reseed ends that. */
function superseded({ namespace, posture }: AlertEnvironment): Alert {
  const of = (metric: string): string =>
    unique(["namespace", "pod"], series(metric, { namespace, container: SERVER_NAME }));
  return {
    name: "DatabaseSuperseded",
    severity: serves(posture) ? "P0" : "P2",
    area: "database",
    expr: lines(
      `${of("kube_pod_container_status_last_terminated_exitcode")} == ${SUPERSEDED}`,
      // The code of the run before stays after a start that succeeded.
      `unless on (namespace, pod) ${of("kube_pod_container_status_ready")} == 1`,
    ),
    forMinutes: 2,
    summary: "Another server was promoted in place of this one, which refuses to start",
    description:
      "The repositories hold a newer timeline (timeline_diverged), so the other environment's server has the newest data. What this one wrote after that promotion is on its volume alone.",
  };
}

/** The server takes no write although its environment serves. */
const readOnly = ({ namespace }: AlertEnvironment): Alert => ({
  name: "DatabaseReadOnly",
  severity: "P0",
  area: "database",
  expr: `${unique(["namespace"], series("pg_archive_in_recovery", { namespace }))} == 1`,
  forMinutes: 1,
  summary: "The database takes no writes",
  description:
    "The server replays WAL as a standby: its disk was new and it was restored from a repository, or it was made to follow another. Promote it if no other server writes.",
});

/** The server replays what the other environment's archives, and nothing else. */
function replaying({ objectives }: Service, { namespace }: AlertEnvironment): readonly Alert[] {
  const of = (metric: string): string => unique(["namespace"], series(metric, { namespace }));
  const behindMinutes = objectives.rpoMinutes / WAITING_SHARE;
  return [
    {
      name: "StandbyBehind",
      severity: "P1",
      area: "data",
      expr: lines(
        `${of("pg_replica_lag_seconds")} > ${secondsOf(behindMinutes)}`,
        `and on (namespace) ${of("pg_archive_in_recovery")} == 1`,
      ),
      forMinutes: 1,
      summary: `The standby's data are over ${behindMinutes} minutes old`,
      description: `The newest commit that the standby replayed is {{ $value | humanizeDuration }} old, of an RPO of ${objectives.rpoMinutes} minutes; a primary commits at least every 20 s. Either WAL does not reach this region's repository, or the standby does not replay it: its log says which.`,
    },
    {
      name: "StandbyTakesWrites",
      severity: "P0",
      area: "database",
      expr: `${of("pg_archive_in_recovery")} == 0`,
      forMinutes: 15,
      summary: "The waiting environment's database is open for writes",
      description:
        "The server was promoted, and the environment is not active. The serving environment's server ends because of it: finish the takeover.",
    },
  ];
}

/** Alerts of a database server that the stack declares; none where somebody else runs it. */
export function archiveAlerts(service: Service, environment: AlertEnvironment): AlertArea {
  const { server } = service.database;
  if (server?.kind !== "cluster") return { name: "archive", alerts: [] };
  const { namespace, posture, capacityHorizon } = environment;
  const runMinutes =
    serverDeadlineSeconds(service.backup, service.capacity.databaseStorageGib[capacityHorizon]) / 60;
  const jobs = archiveJobs.flatMap((job) =>
    scheduledAlerts(jobSeries(cronJobName(service.id, job.name), namespace), job.alerts, {
      posture,
      limitMinutes: longestGapMinutes(server.archive[job.schedule]) + START_WITHIN_MINUTES + runMinutes,
    }),
  );
  const waits = posture === "passive" || (posture === "fenced" && recoversByArchive(server));
  return {
    name: "archive",
    alerts: [
      ...archiving(service, environment),
      superseded(environment),
      ...(serves(posture) ? [readOnly(environment), ...jobs] : []),
      ...(waits ? replaying(service, environment) : []),
    ],
  };
}
