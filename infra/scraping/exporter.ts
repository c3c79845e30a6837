import { size } from "../catalog/common";
import { connections } from "../catalog/logins";
import type { Problem } from "../problem";

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

/**
 * Missing config of the exporters: a password for each declared service's login.
 * @param ids declared services
 * @param monitored services whose secrets contain the password
 */
export function exporterProblems(ids: readonly string[], monitored: readonly string[]): readonly Problem[] {
  return ids
    .filter((id) => !monitored.includes(id))
    .map((id) => ({
      thing: `config lifeboat:databaseSecrets.${id}.monitor`,
      value: "(missing)",
      limit: "be the password of postgres_exporter's login, because the cluster has the Prometheus Operator",
      remedy: `pulumi config set --secret --path lifeboat:databaseSecrets.${id}.monitor # or set lifeboat:prometheusOperator to false`,
    }));
}
