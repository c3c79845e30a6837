import { expectedMetrics } from "../../../../infra/alerts/metrics";
import { type AlertCase, atSameTime, NAMESPACE, SEEN } from "./alert-case";

const DATABASE = `${NAMESPACE},datname="stock_analysis"`;
const connections = (serving: number, other: number) => ({
  [`pg_stat_database_numbackends{${DATABASE}}`]: serving,
  [`pg_stat_database_numbackends{${NAMESPACE},datname="postgres"}`]: other,
  [`pg_settings_max_connections{${NAMESPACE}}`]: 400,
});
const transaction = (application: string, seconds: number) => ({
  [`pg_stat_activity_max_tx_duration{${DATABASE},state="active",application_name="${application}"}`]: seconds,
});
const waiting = (count: number | string) => ({
  [`pg_stat_activity_count{${DATABASE},state="active",wait_event_type="Lock"}`]: count,
});
/** A statement that runs once a second for so many seconds. */
const statement = (seconds: number) => ({
  [`pg_stat_statements_seconds_total{${DATABASE},queryid="7"}`]: `0+${seconds * 60}x60`,
  [`pg_stat_statements_calls_total{${DATABASE},queryid="7"}`]: "0+60x60",
});
const lag = (seconds: number) => ({ [`pg_replica_lag_seconds{${NAMESPACE}}`]: seconds });
const up = (value: number | string) => ({ [`pg_up{${NAMESPACE}}`]: value });
const deadlocks = (values: number | string) => ({ [`pg_stat_database_deadlocks{${DATABASE}}`]: values });

/** Everything that the exporter of a server that is up always reports, but for these. */
const reported = (...but: readonly string[]) => ({
  ...up(1),
  ...Object.fromEntries(
    expectedMetrics("postgres_exporter")
      .filter((metric) => !but.includes(metric))
      .map((metric) => [`${metric}{${NAMESPACE}}`, 1]),
  ),
});

/** Cases of the database server. */
export const databaseCases: readonly AlertCase[] = [
  atSameTime("DatabaseDown", 3, up(0), up("0 1x5")),
  atSameTime("DatabaseMetricsMissing", 12, SEEN, { ...SEEN, ...up(0) }),
  atSameTime("DatabaseMetricsIncomplete", 32, reported("pg_stat_statements_calls_total"), reported()),
  atSameTime("ReplicationLagHigh", 7, lag(901), lag(899)),
  atSameTime("HighDatabaseConnections", 7, connections(300, 21), connections(300, 19)),
  // The near miss is a dump: one transaction as long as it takes.
  atSameTime("LongTransaction", 3, transaction("api", 301), transaction("lifeboat-backup", 3000)),
  atSameTime("SessionsBlocked", 7, waiting(1), waiting("1x3 0x5")),
  atSameTime("Deadlocks", 9, deadlocks("4x5 5x5"), deadlocks(5)),
  atSameTime("SlowStatements", 40, statement(1.1), statement(0.9)),
];
