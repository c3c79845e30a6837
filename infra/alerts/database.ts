import { failover } from "../catalog/failover";
import type { Service } from "../catalog/types";
import { expectedMetrics } from "./metrics";
import { lines, missing, secondsOf, series, unique, whereSeen } from "./promql";
import type { Alert, AlertArea, AlertEnvironment } from "./types";
import { serves } from "../recovery/takeover";

/** Whether the database responds at all (STOCK-10). */
function reachability({ thresholds }: Service, environment: AlertEnvironment): readonly Alert[] {
  const { namespace } = environment;
  const absent = expectedMetrics("postgres_exporter").map((metric) =>
    missing(metric, `absent(${series(metric, { namespace })})`),
  );
  return [
    {
      name: "DatabaseDown",
      severity: serves(environment.posture) ? "P0" : "P1",
      area: "database",
      // The runbook uses the exporter's own `up`, which says nothing about the server (trap 6).
      expr: `max by (namespace) (${series("pg_up", { namespace })}) == 0`,
      forMinutes: thresholds.databaseDownMinutes,
      summary: "PostgreSQL does not respond",
      description:
        "The exporter cannot connect to the database. Check the server, its address and the credentials. If the server is lost, restore or fail over.",
      errorCodes: ["J001", "DB001"],
    },
    {
      name: "DatabaseMetricsMissing",
      severity: "P2",
      area: "database",
      expr: `absent(${series("pg_up", { namespace })}) ${whereSeen(namespace)}`,
      forMinutes: 10,
      summary: "No database metrics are collected",
      description: "postgres_exporter exports no metrics. Check its pod and its scrape target.",
    },
    {
      name: "DatabaseMetricsIncomplete",
      severity: "P3",
      area: "database",
      // A server that is down, or an exporter that is, has alerts of its own.
      expr: lines(`(${absent.join("\nor ")})`, `and on (namespace) ${series("pg_up", { namespace })} == 1`),
      forMinutes: 30,
      summary: "postgres_exporter reports no {{ $labels.missing }}",
      description:
        "No alert that selects it can fire meanwhile. Read the exporter's log: an extension is missing in the database postgres, or its login may not read the view.",
    },
    {
      name: "ReplicationLagHigh",
      severity: "P2",
      area: "database",
      expr: `max by (namespace) (${series("pg_replica_lag_seconds", { namespace })}) > ${failover.replicationMinutes * 60}`,
      forMinutes: 5,
      summary: "A database replica lags behind",
      description: `The lag is {{ $value | humanizeDuration }}; the recovery budget allows ${failover.replicationMinutes} minutes. Look for long transactions, and for a slow network or disk of the replica.`,
    },
  ];
}

/** Connections, transactions and locks (STOCK-6, MAC-5, TASK-8, JACK-6). */
function sessions({ database, thresholds }: Service, namespace: string): readonly Alert[] {
  const datname = database.name;
  // A dump is one long transaction; the application name excludes jobs.
  const application_name = { matchesNot: "lifeboat-.*" };
  const state = { matches: "active|idle in transaction.*" };
  const statement = (expr: string): string => unique(["namespace", "queryid"], expr);
  return [
    {
      name: "HighDatabaseConnections",
      severity: "P2",
      area: "database",
      expr: lines(
        `100 * sum by (namespace) (${unique(["namespace", "datname"], series("pg_stat_database_numbackends", { namespace }))})`,
        `/ max by (namespace) (${series("pg_settings_max_connections", { namespace })}) > ${thresholds.connectionPercent}`,
      ),
      forMinutes: 5,
      summary: `More than ${thresholds.connectionPercent} % of the database's connections are used`,
      description:
        "{{ $value | humanize }} % are used. Look at sessions by state and application, terminate idle ones, and compare the pools with the catalog.",
      errorCodes: ["J001"],
    },
    {
      name: "LongTransaction",
      severity: "P2",
      area: "performance",
      expr: `${unique(["namespace", "datname", "state"], series("pg_stat_activity_max_tx_duration", { namespace, datname, state, application_name }))} > ${secondsOf(thresholds.longQueryMinutes)}`,
      forMinutes: 1,
      summary: `A transaction has lasted for more than ${thresholds.longQueryMinutes} minutes`,
      description:
        "The oldest transaction ({{ $labels.state }}) is {{ $value | humanizeDuration }} old; it holds locks and blocks VACUUM. Find its session in pg_stat_activity, and terminate it if nobody needs it.",
      errorCodes: ["J006", "DB007"],
    },
    {
      name: "SessionsBlocked",
      severity: "P2",
      area: "performance",
      expr: `sum by (namespace) (${unique(["namespace", "state", "application_name"], series("pg_stat_activity_count", { namespace, datname, wait_event_type: "Lock" }))}) > 0`,
      forMinutes: 5,
      summary: "Sessions wait for locks",
      description:
        "{{ $value }} sessions have waited for locks for over five minutes. pg_blocking_pids() names the sessions that hold them.",
      errorCodes: ["J006"],
    },
    {
      name: "Deadlocks",
      severity: "P3",
      area: "database",
      expr: `${unique(["namespace"], `increase(${series("pg_stat_database_deadlocks", { namespace, datname })}[15m])`)} > 0`,
      forMinutes: 1,
      summary: "Transactions are cancelled by deadlocks",
      description:
        "In the last 15 minutes the server cancelled transactions that waited for each other. Its log has the statements. The application must take locks in one order, and retry.",
      errorCodes: ["J002", "DB005", "DB006"],
    },
    {
      name: "SlowStatements",
      severity: "P3",
      area: "performance",
      // pg_stat_statements has no mean_time since PostgreSQL 13; two counters give the current mean (trap 7).
      expr: lines(
        statement(`rate(${series("pg_stat_statements_seconds_total", { namespace, datname })}[15m])`),
        `/ (${statement(`rate(${series("pg_stat_statements_calls_total", { namespace, datname })}[15m])`)} > 1 / 60)`,
        `> ${database.settings.slowStatementMilliseconds / 1000}`,
      ),
      forMinutes: 15,
      summary: `A frequent statement takes more than ${database.settings.slowStatementMilliseconds} ms on average`,
      description:
        "Statement {{ $labels.queryid }} takes {{ $value | humanizeDuration }} on average. pg_stat_statements has its text: EXPLAIN it, and see whether statistics or an index are missing.",
      errorCodes: ["J006", "DB007"],
    },
  ];
}

/** Alerts of the database server. */
export function databaseAlerts(service: Service, environment: AlertEnvironment): AlertArea {
  return {
    name: "database",
    alerts: [...reachability(service, environment), ...sessions(service, environment.namespace)],
  };
}
