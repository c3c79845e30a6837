import type { Resource } from "../change";
import { at, fieldsOf, type Fields, listOf } from "../value";

/** Paths to a pod's template, the deepest first. */
const TEMPLATES = ["spec.jobTemplate.spec.template", "spec.template"] as const;

/** The template of the pods that a workload makes; empty where it makes none. */
export const templateOf = ({ inputs }: Resource): Fields =>
  TEMPLATES.map((path) => fieldsOf(at(inputs, path))).find((found) => Object.keys(found).length > 0) ?? {};

/** The specification of the pods that a workload makes, or of the pod itself. */
export function podSpecOf(resource: Resource): Fields {
  const own = resource.type.endsWith(":Pod") ? resource.inputs : templateOf(resource);
  return fieldsOf(own["spec"]);
}

/** The containers of a workload's pods, those of the start among them. */
export function containersOf(resource: Resource): readonly Fields[] {
  const spec = podSpecOf(resource);
  return [...listOf(spec["initContainers"]), ...listOf(spec["containers"])].map(fieldsOf);
}
