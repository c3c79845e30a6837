import { stringify } from "yaml";
import { alertmanagerFiles } from "./alertmanager-files";
import { dashboardFiles } from "./dashboard-files";
import type { DeclaredResource } from "./declared-resource";
import { kubernetesObjects, objectPath } from "./kubernetes-objects";
import { ruleFiles } from "./rule-files";

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
