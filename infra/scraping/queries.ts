/** One column of a query: a label, or a metric of this kind. */
export interface QueryColumn {
  readonly usage: "LABEL" | "GAUGE" | "COUNTER";
  readonly description: string;
}

/** A query that postgres_exporter runs at each scrape. */
export interface ExporterQuery {
  /** Prefix of the metrics' names; replaces the exporter's own query of that name. */
  readonly namespace: string;
  /** Versions of PostgreSQL that support the query. @default all */
  readonly runonserver?: string;
  /** One SELECT with the columns below. */
  readonly query: string;
  /** Columns by name: `<namespace>_<column>` is the metric. */
  readonly columns: Readonly<Record<string, QueryColumn>>;
}

/** Number of exported statements, the most expensive first: each is a series for as long as the server keeps it. */
const STATEMENTS = 100;

const sql = (...lines: readonly string[]): string => lines.join(" ");
const label = (description: string): QueryColumn => ({ usage: "LABEL", description });
const gauge = (description: string): QueryColumn => ({ usage: "GAUGE", description });
const counter = (description: string): QueryColumn => ({ usage: "COUNTER", description });

/**
 * Queries that alerts and dashboards need in addition to the exporter's own; no version of it has a default collector of
 * these names.
 */
export const exporterQueries: readonly ExporterQuery[] = [
  {
    // Not every version of the exporter's own query has the application and what a session waits for.
    namespace: "pg_stat_activity",
    query: sql(
      "SELECT coalesce(datname, '') AS datname, coalesce(state, 'unknown') AS state,",
      "coalesce(wait_event_type, '') AS wait_event_type,",
      // Applications may give each session its own name, so only those of jobs are kept.
      "CASE WHEN application_name LIKE 'lifeboat-%' THEN application_name ELSE '' END AS application_name,",
      "count(*)::float8 AS count,",
      "coalesce(max(extract(epoch FROM now() - xact_start)), 0)::float8 AS max_tx_duration",
      "FROM pg_stat_activity WHERE backend_type = 'client backend' GROUP BY 1, 2, 3, 4",
    ),
    columns: {
      datname: label("Database"),
      state: label("State of the sessions"),
      wait_event_type: label("What they wait for; empty if they do not wait"),
      application_name: label("Name of the job; empty for everything else"),
      count: gauge("Sessions"),
      max_tx_duration: gauge("Age of their oldest transaction in seconds"),
    },
  },
  {
    namespace: "pg_stat_statements",
    // total_exec_time was total_time before.
    runonserver: ">=13.0.0",
    query: sql(
      "SELECT d.datname, s.queryid::text AS queryid, sum(s.calls)::float8 AS calls_total,",
      "(sum(s.total_exec_time) / 1000)::float8 AS seconds_total",
      // Without the query texts, which may contain confidential values.
      "FROM pg_stat_statements(false) AS s JOIN pg_database AS d ON d.oid = s.dbid",
      "WHERE s.queryid IS NOT NULL GROUP BY 1, 2 ORDER BY 4 DESC",
      `LIMIT ${STATEMENTS}`,
    ),
    columns: {
      datname: label("Database"),
      queryid: label("Query id of pg_stat_statements"),
      calls_total: counter("Executions"),
      seconds_total: counter("Total seconds of these calls"),
    },
  },
  {
    namespace: "pg_replica",
    query: sql(
      // On a replica, its own lag; on a primary, that of its slowest replica, even of one that no longer responds.
      "SELECT (CASE WHEN pg_is_in_recovery() THEN",
      "CASE WHEN pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn() THEN 0",
      // A fence is the last transaction of a server in the cluster, but for a vacuum: a standby that replayed it lacks nothing. A
      // server that goes on commits every 20 s.
      "WHEN EXISTS (SELECT FROM pg_db_role_setting, unnest(setconfig) one",
      "WHERE setrole = to_regrole('lifeboat_operator')",
      "AND one LIKE 'lifeboat.fenced=%' AND age(pg_db_role_setting.xmin) <= 10) THEN 0",
      "ELSE coalesce(extract(epoch FROM now() - pg_last_xact_replay_timestamp()), 0) END",
      "ELSE coalesce((SELECT max(CASE WHEN replay_lsn = pg_current_wal_lsn() THEN 0",
      "ELSE extract(epoch FROM greatest(replay_lag, now() - reply_time)) END) FROM pg_stat_replication",
      // A standby that only receives WAL has replayed none of it.
      "WHERE replay_lsn IS NOT NULL), 0)",
      "END)::float8 AS lag_seconds,",
      "(SELECT count(*) FROM pg_stat_replication WHERE replay_lsn IS NOT NULL)::float8 AS connected",
    ),
    columns: {
      lag_seconds: gauge("Lag of the slowest replica in seconds"),
      connected: gauge("Connected replicas"),
    },
  },
];

/** What is asked of a server that this stack declares, too: how its archive does. Elsewhere the functions may be refused. */
export const archiveQueries: readonly ExporterQuery[] = [
  {
    namespace: "pg_archive",
    query: sql(
      "SELECT pg_is_in_recovery()::int::float8 AS in_recovery, count(*)::float8 AS waiting_segments,",
      "coalesce(extract(epoch FROM now() - min(modification)), 0)::float8 AS oldest_waiting_seconds,",
      "(SELECT failed_count FROM pg_stat_archiver)::float8 AS failures_total",
      "FROM pg_ls_archive_statusdir() WHERE name LIKE '%.ready'",
    ),
    columns: {
      in_recovery: gauge("1 where the server replays WAL and takes no write"),
      waiting_segments: gauge("Finished WAL segments that not every repository has"),
      oldest_waiting_seconds: gauge("Seconds since the oldest of them was finished"),
      failures_total: counter("Attempts to archive a segment that failed"),
    },
  },
];

const metricsOf = (queries: readonly ExporterQuery[]): readonly string[] =>
  queries.flatMap(({ namespace, columns }) =>
    Object.entries(columns).flatMap(([name, { usage }]) =>
      usage === "LABEL" ? [] : [`${namespace}_${name}`],
    ),
  );

/** Names of the queries' metrics. */
export const queryMetrics = metricsOf(exporterQueries);

/** Those of a server that archives. */
export const archiveMetrics = metricsOf(archiveQueries);

/** postgres_exporter's file of queries; JSON is valid YAML. @param archives whether the stack declares the server */
export function queriesFile(archives = false): string {
  const queries = archives ? [...exporterQueries, ...archiveQueries] : exporterQueries;
  const entries = queries.map(({ namespace, query, runonserver, columns }) => [
    namespace,
    {
      query,
      ...(runonserver === undefined ? {} : { runonserver }),
      metrics: Object.entries(columns).map(([name, column]) => ({ [name]: column })),
    },
  ]);
  return `${JSON.stringify(Object.fromEntries(entries), null, 2)}\n`;
}
