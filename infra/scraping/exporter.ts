import { size } from "../catalog/common";
import { connections } from "../catalog/logins";

/** The pod that exports the metrics of a service's database server. */
export const exporter = {
  /** Name of its Deployment, Service, account and label. */
  name: "postgres-exporter",
  /** Label `app.kubernetes.io/component` of its pod. */
  component: "exporter",
  /** Image repository; config's `images` has the digest. */
  repository: "prometheuscommunity/postgres-exporter",
  /** TCP port on which it listens. */
  port: 9187,
  /** Requests and limits. */
  size: size(25, 200, 32, 96),
  /**
   * Database that it logs in to: each database shows the figures of all, and no restore renames or drops this one
   * (unless a service itself uses it). It needs `pg_stat_statements`.
   */
  database: "postgres",
  /** Connection limit of its login. */
  connections: connections.exporter,
} as const;
