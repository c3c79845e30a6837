import { autoname } from "./autoname";
import type { Failure, ProviderModel, ResourceContext, ResourceKind } from "./model";
import { getPath, type PropertyMap, isMap, revealAll } from "./value";

/** What Check answers: the inputs with names and defaults filled in, and everything that is wrong with them. */
export interface Checked {
  readonly inputs: PropertyMap;
  readonly failures: readonly Failure[];
}

/**
 * Fills in what the program left out and checks the whole, as the genuine provider does before it plans.
 * @param before checked inputs of the existing resource; undefined for a new one or a replacement
 * @param seed what fixes the random part of a name
 */
export function checkResource(
  model: ProviderModel,
  kind: ResourceKind,
  context: ResourceContext,
  given: PropertyMap,
  before: PropertyMap | undefined,
  seed: Uint8Array | string,
): Checked {
  const named =
    kind.autoname === undefined ? given : autoname(kind.autoname, given, before, context.name, seed);
  const inputs = { ...named, ...model.defaults?.(named, context) };
  const bare = revealAll(inputs);
  const missing = (kind.required ?? [])
    .filter((path) => (getPath(inputs, path) ?? null) === null)
    .map((path) => ({
      property: path,
      reason: `${context.type} "${context.name}" needs "${path}": give it a value.`,
    }));
  const broken = isMap(bare) ? (kind.check?.(bare, context) ?? []) : [];
  return { inputs, failures: [...missing, ...broken] };
}
