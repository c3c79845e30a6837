import { isAutonamed } from "./autoname";
import { type Change, diffProperties, matches, topLevel } from "./diff";
import type { ProviderConfig, ProviderModel, ResourceKind } from "./model";
import { getPath, type PropertyMap, hasUnknown, revealAll } from "./value";

/** What Diff answers, before it is put on the wire. */
export interface ResourceDiff {
  readonly changes: readonly (Change & { readonly replaces: boolean })[];
  /** Top-level properties whose change replaces the resource. */
  readonly replaces: readonly string[];
  /** True when old and new cannot exist side by side because they would have the same name. */
  readonly deleteBeforeReplace: boolean;
}

/**
 * Compares the checked inputs of a resource, before and after.
 * @param ignore top-level properties or paths that the program has the engine ignore
 */
export function diffResource(
  model: ProviderModel,
  kind: ResourceKind,
  type: string,
  config: ProviderConfig,
  before: PropertyMap,
  after: PropertyMap,
  ignore: readonly string[] = [],
): ResourceDiff {
  const replacing = model.replaceUnder?.(type, config, after) ?? kind.replace ?? [];
  const changes = diffProperties(before, after)
    .filter((change) => !ignore.some((path) => change.path === path || topLevel(change.path) === path))
    .map((change) => ({ ...change, replaces: matches(change, replacing) }));
  const replaces = [
    ...new Set(changes.filter((change) => change.replaces).map((change) => topLevel(change.path))),
  ];
  return { changes, replaces, deleteBeforeReplace: replaces.length > 0 && keepsName(kind, before, after) };
}

function keepsName(kind: ResourceKind, before: PropertyMap, after: PropertyMap): boolean {
  const identity = kind.identity ?? (kind.autoname === undefined ? [] : [kind.autoname.property]);
  if (identity.length === 0) return false;
  if (kind.autoname !== undefined && isAutonamed(kind.autoname, after)) return false;
  return identity.every((path) => {
    const next = getPath(after, path);
    return (
      !hasUnknown(next) &&
      JSON.stringify(revealAll(getPath(before, path))) === JSON.stringify(revealAll(next))
    );
  });
}
