/** A leaf of a value: the way to it, and what it holds. */
export interface Leaf {
  readonly path: readonly (string | number)[];
  readonly value: string | number | boolean;
}

/** Every leaf of a value of objects and lists. */
export function leavesOf(value: unknown, path: Leaf["path"] = []): readonly Leaf[] {
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean")
    return [{ path, value }];
  if (Array.isArray(value)) return value.flatMap((each, index) => leavesOf(each, [...path, index]));
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, each]) => leavesOf(each, [...path, key]));
}

/** Another value of the same type. */
export function other(value: Leaf["value"]): Leaf["value"] {
  if (typeof value === "boolean") return !value;
  return typeof value === "number" ? value + 1 : `${value}x`;
}

/** A value with something else in one place. */
export function changed<Value>(value: Value, [step, ...rest]: Leaf["path"], leaf: Leaf["value"]): Value;
export function changed(value: unknown, [step, ...rest]: Leaf["path"], leaf: Leaf["value"]): unknown {
  if (step === undefined) return leaf;
  if (Array.isArray(value))
    return value.map((each: unknown, index) => (index === step ? changed(each, rest, leaf) : each));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [key, key === step ? changed(each, rest, leaf) : each]),
  );
}
