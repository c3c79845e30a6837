import type { Problem } from "../problem";

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
