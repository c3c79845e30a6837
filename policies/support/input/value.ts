/** Placeholder for a value that is unknown at preview. */
export const unknown: unique symbol = Symbol("unknown");

/** A resource's declaration as plain data. */
export type Value = null | boolean | number | string | typeof unknown | readonly Value[] | Fields;

/** Named values; a missing one reads as undefined. */
export interface Fields {
  readonly [name: string]: Value | undefined;
}

/** True for a list. */
export function isList(value: Value | undefined): value is readonly Value[] {
  return Array.isArray(value);
}

/** True for named values: neither a list nor a single value. */
export function isFields(value: Value | undefined): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * A copy of what the SDK passes to a policy, with {@link unknown} where reading throws or was unknown already.
 *
 * The SDK ends a whole policy at the first unknown value; with the copy a rule can check the rest.
 */
export function plain(given: unknown): Value {
  if (given === unknown) return unknown;
  if (typeof given === "string" || typeof given === "number" || typeof given === "boolean") return given;
  if (Array.isArray(given)) return Array.from({ length: given.length }, (_, index) => read(given, index));
  if (typeof given !== "object" || given === null) return null;
  return Object.fromEntries(Object.keys(given).map((key) => [key, read(given, key)]));
}

function read(of: object, key: string | number): Value {
  try {
    return plain(Reflect.get(of, key));
  } catch {
    return unknown;
  }
}
