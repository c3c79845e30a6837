import { z } from "zod";
import type { KubernetesObject } from "./kubernetes-objects";

const labelled = z.object({
  metadata: z.object({ labels: z.object({ grafana_dashboard: z.literal("1") }) }),
});
const content = z.object({ data: z.record(z.string(), z.string()) });

/** A dashboard that Grafana imports as it is. */
export interface DashboardFile {
  /** Path below the output folder: `grafana/<uid>.json`. */
  readonly path: string;
  readonly text: string;
}

/** The dashboards among a stack's ConfigMaps: those that Grafana's sidecar takes. @throws ZodError for one without data */
export function dashboardFiles(objects: readonly KubernetesObject[]): readonly DashboardFile[] {
  return objects
    .filter((object) => object.kind === "ConfigMap" && labelled.safeParse(object).success)
    .flatMap((object) => Object.entries(content.parse(object).data))
    .map(([name, text]) => ({
      path: `grafana/${name}`,
      text: `${JSON.stringify(JSON.parse(text), null, 2)}\n`,
    }));
}
