import type { Problem } from "../problem";

/**
 * What config lacks for the exporters: a password of each declared service's login.
 * @param ids services that are declared
 * @param monitored services whose secrets hold the password
 */
export function exporterProblems(ids: readonly string[], monitored: readonly string[]): readonly Problem[] {
  return ids
    .filter((id) => !monitored.includes(id))
    .map((id) => ({
      thing: `config lifeboat:databaseSecrets.${id}.monitor`,
      value: "(missing)",
      limit: "hold the password that postgres_exporter logs in with: the cluster has the Prometheus Operator",
      remedy: `pulumi config set --secret --path lifeboat:databaseSecrets.${id}.monitor # or set lifeboat:prometheusOperator to false`,
    }));
}
