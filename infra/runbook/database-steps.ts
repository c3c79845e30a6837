import { exporter } from "../scraping/exporter";
import {
  kubectl,
  libpq,
  moveService,
  MOVING_SERVICE,
  operated,
  psql,
  pulumi,
  type Command,
  type Place,
  type StepTable,
} from "./command";

const SESSIONS =
  "SELECT pid, usename, state, wait_event_type, now() - xact_start AS age, left(query, 80) AS query FROM pg_stat_activity WHERE datname = current_database() ORDER BY xact_start NULLS LAST LIMIT 20";
const BLOCKED =
  "SELECT pid, pg_blocking_pids(pid) AS blocked_by, now() - query_start AS waits, left(query, 80) AS query FROM pg_stat_activity WHERE cardinality(pg_blocking_pids(pid)) > 0";
const SIZES =
  "SELECT relid::regclass AS table, pg_size_pretty(pg_total_relation_size(relid)) AS size, n_dead_tup AS dead FROM pg_stat_user_tables ORDER BY pg_total_relation_size(relid) DESC LIMIT 20";
const DATABASES =
  "SELECT datname, pg_size_pretty(pg_database_size(datname)) AS size FROM pg_database WHERE has_database_privilege(datname, 'CONNECT') ORDER BY pg_database_size(datname) DESC";
const STATEMENTS =
  "SELECT relid::regclass AS table, seq_scan, idx_scan, n_live_tup AS rows FROM pg_stat_user_tables WHERE seq_scan > 1000 ORDER BY seq_scan * n_live_tup DESC LIMIT 20";
const LAG = "SELECT application_name, state, sync_state, replay_lag FROM pg_stat_replication";

/** A query on what the server has beside the service's database. */
const inMaintenance = (place: Place, sql: string): Command => ({
  ...libpq(place, `psql -d ${exporter.database} -c "${sql}"`),
  sql,
});

/** The whole report: connections, locks, statements, sizes, bloat, indexes. */
const diagnose = (place: Place): Command => operated(place, "diagnose");

/** Terminates one session, which the report names with this line; the application retries. */
const end = (place: Place): Command =>
  operated(place, "terminate", "TERMINATE=one TERMINATE_PID=<pid> TERMINATE_BACKEND_START=<began>");

const reachable = (place: Place): Command => libpq(place, "pg_isready");

/** Steps for the database. */
export const databaseSteps: StepTable = {
  DatabaseDown: (place) => ({
    look: [
      reachable(place),
      psql(place, "SELECT pg_is_in_recovery(), now() - pg_postmaster_start_time() AS up"),
    ],
    before:
      "Fail over only if prod's server will not be back within half of the RTO; read docs/failover.md. While dr is passive, its server is no reason to fail over: fix it.",
    remedy: moveService(place),
    then: MOVING_SERVICE,
  }),
  DatabaseMetricsMissing: (place) => ({
    look: [
      reachable(place),
      kubectl(
        place,
        `get deployment,servicemonitor ${exporter.name}`,
        ["Deployment", exporter.name],
        ["ServiceMonitor", exporter.name],
      ),
      kubectl(place, `logs deployment/${exporter.name} --since=15m --tail=200`, [
        "Deployment",
        exporter.name,
      ]),
    ],
    remedy: [pulumi(place, "up --refresh")],
    then: "No alert on the database can fire meanwhile. If the log shows a refused login, check databaseSecrets. If it shows no error, check that Prometheus selects the ServiceMonitor. Without the Prometheus Operator, check that Prometheus is configured to scrape the exporter.",
  }),
  DatabaseMetricsIncomplete: (place) => ({
    look: [
      kubectl(place, `logs deployment/${exporter.name} --since=15m --tail=200`, [
        "Deployment",
        exporter.name,
      ]),
      libpq(place, `psql -d ${exporter.database} -c "SELECT extname FROM pg_extension"`),
    ],
    remedy: [
      libpq(place, `psql -d ${exporter.database} -c "CREATE EXTENSION IF NOT EXISTS pg_stat_statements"`),
    ],
    then: "Only metrics of pg_stat_statements need the extension. Others are missing if the server is older than PostgreSQL 13, or if another exporter than this stack's is scraped.",
  }),
  ReplicationLagHigh: (place) => ({
    look: [psql(place, LAG), psql(place, SESSIONS)],
    remedy: [],
    then: "Look at the replica's disk and network first. A long transaction on the replica delays the replay.",
  }),
  HighDatabaseConnections: (place) => ({
    look: [diagnose(place), operated(place, "terminate", "TERMINATE=idle --dry-run")],
    before: "The second command has listed exactly which sessions the remedy ends, unless they work by then.",
    remedy: [operated(place, "terminate", "TERMINATE=idle")],
    then: "Every preview checks the sum of the pools against max_connections, so sessions beyond the pools are not from this stack's workloads.",
  }),
  LongTransaction: (place) => ({ look: [diagnose(place)], remedy: [end(place)] }),
  SessionsBlocked: (place) => ({
    look: [diagnose(place)],
    before:
      "The report names the roots: those who block and wait for nobody. To end another one frees nobody.",
    remedy: [end(place)],
  }),
  Deadlocks: (place) => ({
    look: [diagnose(place), psql(place, BLOCKED), psql(place, SESSIONS)],
    remedy: [],
    then: "PostgreSQL has cancelled one of the two already; its log has both statements. The application must take its locks in one order, and retry.",
  }),
  SlowStatements: (place) => ({
    look: [diagnose(place), psql(place, STATEMENTS), psql(place, SESSIONS)],
    remedy: [psql(place, "ANALYZE")],
    then: "If the plan is still slow with fresh statistics, add an index in a migration.",
  }),
  DatabaseSizeHigh: (place) => ({
    look: [inMaintenance(place, DATABASES), psql(place, SIZES)],
    before: `Drop only copies that a restore has left beside \`${place.service.database.name}\` and that nobody needs: what they hold is gone.`,
    remedy: [
      libpq(place, `psql -d ${exporter.database} -c 'DROP DATABASE "<database>_before_<time>_<random>"'`),
    ],
    then: "VACUUM gives no space back to the disk. If there is no copy, enlarge the storage of the database server. The recovery budget is computed for the planned size, so set the next horizon in the same change.",
  }),
  DatabaseOutgrowsPlan: (place) => ({
    look: [psql(place, SIZES), pulumi(place, "preview")],
    before:
      "The next one above the present, which `pulumi config get lifeboat:capacityHorizon` shows (now if it is not set): a lower one takes storage and replicas away.",
    remedy: [pulumi(place, "config set lifeboat:capacityHorizon '<6 or 12>'"), pulumi(place, "up")],
    then: "The preview's table shows whether RPO and RTO are still met at that size.",
  }),
  DatabaseOutgrowsPromise: (place) => ({
    look: [psql(place, SIZES), pulumi(place, "preview --suppress-outputs")],
    remedy: [],
    then: "The preview ends with the recovery budget and a warning: the promise, the month in which it is broken, and the change of the catalog that keeps it. Make that change in a branch and preview it again; or delete data that nobody needs. The trend reaches 90 days ahead.",
  }),
};
