import type { Flag } from "../flag";
import { serviceOf } from "../services";

/** A place that a change of the sources begins at. */
export interface Place {
  /** Path in the repository. */
  readonly file: string;
  /** First changed line, from 1. */
  readonly line: number;
}

/** Whether a file belongs to a service alone. */
const isOf = (service: string, file: string): boolean => file.split("/").includes(service);

/**
 * Where a flag is shown among the sources: in what changed of its service, in its stack's settings, or in the only file that
 * changed; else at the head of its stack's settings, because nothing says which line declared it.
 * @param changed places of the change, a file once
 */
export function placeOf(
  { stack, resource }: Pick<Flag, "stack" | "resource">,
  changed: readonly Place[],
  services: readonly string[],
): Place {
  const stacks = stack.split("+").map((name) => `Pulumi.${name}.yaml`);
  const service = serviceOf(resource, services);
  const settings = changed.find(({ file }) => stacks.includes(file));
  const sources = changed.filter(({ file }) => /\.(ts|ya?ml|json|py|go|cs|java|sh|sql)$/.test(file));
  return (
    changed.find(({ file }) => isOf(service, file)) ??
    settings ??
    (sources.length === 1 ? sources[0] : undefined) ?? { file: stacks.at(-1) ?? "Pulumi.yaml", line: 1 }
  );
}
