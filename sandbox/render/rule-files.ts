import { z } from "zod";
import type { KubernetesObject } from "./kubernetes-objects";

const prometheusRule = z.object({
  metadata: z.object({ labels: z.object({ "app.kubernetes.io/part-of": z.string() }) }),
  spec: z.object({ groups: z.array(z.unknown()) }),
});

/** A file that Prometheus reads by itself, without an operator. */
export interface RuleFile {
  /** Path below the output folder: `prometheus/<service>.rules.yaml`. */
  readonly path: string;
  /** What the file holds: the groups, as the PrometheusRule has them. */
  readonly content: { readonly groups: readonly unknown[] };
}

/** The plain rule files of a stack's PrometheusRule objects. @throws ZodError for one without groups or service */
export function ruleFiles(objects: readonly KubernetesObject[]): readonly RuleFile[] {
  return objects
    .filter(({ kind }) => kind === "PrometheusRule")
    .map((object) => {
      const { metadata, spec } = prometheusRule.parse(object);
      const path = `prometheus/${metadata.labels["app.kubernetes.io/part-of"]}.rules.yaml`;
      return { path, content: { groups: spec.groups } };
    });
}
