import { size } from "../catalog/common";
import type { Service, Workload } from "../catalog/types";
import { figuresOf, jsonMetrics } from "./application-metrics";

/** The pod that reads a service's JSON documents for Prometheus. */
export const jsonExporter = {
  /** Name of its Deployment, Service, account and label. */
  name: "json-exporter",
  /** Label `app.kubernetes.io/component` of its pod. */
  component: "json-exporter",
  /** Image repository; config's `images` has the digest. */
  repository: "prometheuscommunity/json-exporter",
  /** TCP port on which it listens. */
  port: 7979,
  /** Requests and limits. */
  size: size(25, 200, 32, 96),
} as const;

/** Whether a service needs it. */
export const readsJson = ({ workloads }: Pick<Service, "workloads">): boolean =>
  workloads.some((workload) => jsonMetrics(workload) !== undefined);

/** Secrets of the workloads that it sends as tokens, each a file of its name. */
export const tokensOf = (workloads: readonly Pick<Workload, "metrics">[]): readonly string[] => [
  ...new Set(workloads.flatMap((workload) => jsonMetrics(workload)?.token ?? [])),
];

/**
 * json_exporter's configuration: a module for each workload, by its name. JSON is valid YAML.
 *
 * A number that the document lacks is no series; null becomes NaN. An alert reports both.
 * @param secretsDirectory folder of the tokens' files
 */
export function jsonExporterConfig(
  workloads: readonly Pick<Workload, "name" | "metrics">[],
  secretsDirectory: string,
): string {
  const modules = workloads.flatMap((workload) => {
    const metrics = jsonMetrics(workload);
    if (metrics === undefined) return [];
    const { token } = metrics;
    const authorization = { type: "Bearer", credentials_file: `${secretsDirectory}/${token ?? ""}` };
    return [
      [
        workload.name,
        {
          metrics: figuresOf(metrics).map(({ metric, key, help }) => ({
            name: metric,
            type: "value",
            valuetype: "gauge",
            help,
            path: `{ .${key} }`,
          })),
          http_client_config: {
            // A redirect could send the token elsewhere.
            follow_redirects: false,
            ...(token === undefined ? {} : { authorization }),
          },
        },
      ] as const,
    ];
  });
  return `${JSON.stringify({ modules: Object.fromEntries(modules) }, null, 2)}\n`;
}
