import { type Fields, isFields, isList, opened } from "./value";

/** One value that differs. */
export interface ChangedLeaf {
  /** Dotted path; an entry of a list by its name where it has one: `spec.containers.api.image`. */
  readonly path: string;
  /** Undefined where it was missing. */
  readonly before: unknown;
  /** Undefined where it is missing now. */
  readonly after: unknown;
}

/** Fields that name an entry of a list, the first that all entries have. */
const NAMES = ["name", "id", "Sid", "alert", "host", "mountPath", "key"] as const;

/** The field that tells every entry of both lists from the others; undefined where none does. */
const nameField = (lists: readonly (readonly unknown[])[]): string | undefined =>
  NAMES.find((field) =>
    lists.every((list) => {
      const names = list.map((entry) => (isFields(entry) ? entry[field] : undefined));
      return names.every((name) => typeof name === "string") && new Set(names).size === names.length;
    }),
  );

const keyed = (list: readonly unknown[], field: string | undefined): Fields =>
  Object.fromEntries(
    list.map((entry, index) => [
      field !== undefined && isFields(entry) ? String(entry[field]) : String(index),
      entry,
    ]),
  );

/** Both values' parts by name: a list's entries, or a map's fields. */
function partsOf(old: object, now: object): readonly [Fields, Fields] {
  if (isList(old) && isList(now)) {
    const field = nameField([old, now]);
    return [keyed(old, field), keyed(now, field)];
  }
  return [{ ...old }, { ...now }];
}

const isOpen = (value: unknown): value is object => isFields(value) || isList(value);

/** Every value that differs, ordered as the properties are; JSON inside texts is opened. */
export function changedLeaves(before: unknown, after: unknown, path = ""): readonly ChangedLeaf[] {
  if (before === after) return [];
  const [old, now] = [opened(before), opened(after)];
  const isBoth = isOpen(old) && isOpen(now) && isList(old) === isList(now);
  if (!isBoth) {
    // null and a missing value are the same to every provider.
    return (old ?? undefined) === (now ?? undefined) ? [] : [{ path, before, after }];
  }
  const [left, right] = partsOf(old, now);
  const names = [...new Set([...Object.keys(left), ...Object.keys(right)])];
  return names
    .filter((name) => name !== "__defaults")
    .flatMap((name) => changedLeaves(left[name], right[name], path === "" ? name : `${path}.${name}`));
}
