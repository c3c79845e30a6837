import { alertmanagerFiles } from "./alertmanager-files";
import type { DeclaredResource } from "./declared-resource";
import { kubernetesObjects, objectPath, type KubernetesObject } from "./kubernetes-objects";
import { parse, stringify } from "yaml";
import { z } from "zod";
import { ruleFileEnding } from "../../lib/rule-file";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** Tools written in Go read YAML 1.1, in which a bare `no` is false and `0644` a number. */
const toYaml = (value: unknown): string => stringify(value, { lineWidth: 0, version: "1.1" });

/**
 * What a stack declares, as files for other tools: path below the output folder to text.
 * @throws Error when two objects would be written to one path
 */
export function renderedFiles(resources: readonly DeclaredResource[]): ReadonlyMap<string, string> {
  const files = new Map([
    ["resources.json", `${JSON.stringify(resources, null, 1)}\n`],
    ...alertmanagerFiles(resources),
  ]);
  const objects = kubernetesObjects(resources);
  for (const object of objects) {
    const path = objectPath(object);
    if (files.has(path)) throw new Error(`two objects would be written to ${path}; give one another name`);
    files.set(path, toYaml(object));
  }
  for (const { path, text } of dashboardFiles(objects)) files.set(path, text);
  for (const { path, content } of ruleFiles(objects)) files.set(path, toYaml(content));
  return files;
}

/** The folders of {@link renderedFiles}. */
export const RENDERED_FOLDERS = ["kubernetes", "prometheus", "alertmanager", "grafana"] as const;

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

const groups = z.array(z.unknown());
const prometheusRule = z.object({
  metadata: z.object({ labels: z.object({ "app.kubernetes.io/part-of": z.string() }) }),
  spec: z.object({ groups }),
});
const configMap = z.object({ data: z.record(z.string(), z.string()).default({}) });

/** A file that Prometheus reads by itself, without an operator. */
export interface RuleFile {
  /** Path below the output folder: `prometheus/<service>.rules.yaml`. */
  readonly path: string;
  /** What the file holds: the groups, as the stack declares them. */
  readonly content: { readonly groups: readonly unknown[] };
}

/**
 * The plain rule files of a stack's PrometheusRule objects, or those that are in its ConfigMaps already.
 * @throws ZodError for one without groups or service
 */
export function ruleFiles(objects: readonly KubernetesObject[]): readonly RuleFile[] {
  return objects.flatMap((object): readonly RuleFile[] => {
    if (object.kind === "PrometheusRule") {
      const { metadata, spec } = prometheusRule.parse(object);
      const path = `prometheus/${metadata.labels["app.kubernetes.io/part-of"]}${ruleFileEnding}`;
      return [{ path, content: { groups: spec.groups } }];
    }
    if (object.kind !== "ConfigMap") return [];
    return Object.entries(configMap.parse(object).data)
      .filter(([name]) => name.endsWith(ruleFileEnding))
      .map(([name, text]) => ({
        path: `prometheus/${name}`,
        content: z.object({ groups }).parse(parse(text)),
      }));
  });
}

/** Writes files below a folder, which it makes. @param files path below the folder to text */
export function writeFiles(folder: string, files: ReadonlyMap<string, string>): void {
  for (const [path, text] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}
