import { type PropertyMap, type Value, fileHash, hasUnknown, isList, isMap, reveal } from "./value";

/** One changed property: where it is, and whether it came, went or changed. */
export interface Change {
  /** Path in the engine's own notation: `spec.rules[0].host`, `metadata.labels["app.kubernetes.io/name"]`. */
  readonly path: string;
  /** The path without list positions, for matching against a table: `spec.rules.host`. */
  readonly pattern: string;
  readonly kind: "add" | "delete" | "update";
}

/** Properties that the engine or a provider keeps for itself: never a change. */
const bookkeeping: ReadonlySet<string> = new Set(["__defaults"]);

/**
 * Changes from old to new inputs, one for each leaf that differs.
 *
 * Secrets are compared by their content: wrapping alone is no change of the resource.
 * A new value that is not known yet counts as an update, because nothing proves it equal.
 */
export function diffProperties(before: PropertyMap, after: PropertyMap): Change[] {
  const changes: Change[] = [];
  diffMaps(before, after, "", "", changes);
  return changes;
}

/**
 * True when a change lies at or below one of the patterns, or above one and so takes it along.
 * @param patterns property names joined by dots, without list positions; `*` stands for every property
 */
export function matches(change: Change, patterns: readonly string[]): boolean {
  return patterns.some(
    (pattern) =>
      pattern === "*" ||
      change.pattern === pattern ||
      change.pattern.startsWith(`${pattern}.`) ||
      pattern.startsWith(`${change.pattern}.`),
  );
}

/** The first step of a path: `spec` of `spec.rules[0].host`. */
export function topLevel(path: string): string {
  return /^[^.[]+/.exec(path)?.[0] ?? path;
}

function diffMaps(
  before: PropertyMap,
  after: PropertyMap,
  path: string,
  pattern: string,
  changes: Change[],
): void {
  for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
    if (bookkeeping.has(name)) continue;
    const at = joinPath(path, name);
    diffValues(before[name], after[name], at, pattern === "" ? name : `${pattern}.${name}`, changes);
  }
}

function diffValues(
  oldValue: Value | undefined,
  newValue: Value | undefined,
  path: string,
  pattern: string,
  changes: Change[],
): void {
  const before = reveal(oldValue) ?? undefined;
  const after = reveal(newValue) ?? undefined;
  if (before === after && !hasUnknown(after)) return;
  const hash = fileHash(before);
  // The same files may lie elsewhere.
  if (hash !== undefined && hash === fileHash(after)) return;
  if (before === undefined) changes.push({ path, pattern, kind: "add" });
  else if (after === undefined) changes.push({ path, pattern, kind: "delete" });
  else if (isList(before) && isList(after)) {
    for (let index = 0; index < Math.max(before.length, after.length); index++) {
      diffValues(before[index], after[index], `${path}[${index}]`, pattern, changes);
    }
  } else if (isMap(before) && isMap(after)) diffMaps(before, after, path, pattern, changes);
  else changes.push({ path, pattern, kind: "update" });
}

function joinPath(path: string, name: string): string {
  if (!/^[A-Za-z_$][\w$-]*$/.test(name)) return `${path}[${JSON.stringify(name)}]`;
  return path === "" ? name : `${path}.${name}`;
}
