import { size } from "../catalog/common";
import { connections } from "../catalog/logins";

/** The pod that asks a service's database server for its metrics. */
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
   * Database that it logs in to: figures of all databases can be read in each, and no restore renames or drops this one
   * (but where a service itself lives in it). `pg_stat_statements` has to be there, too.
   */
  database: "postgres",
  /** Connections that its login may hold. */
  connections: connections.exporter,
} as const;
