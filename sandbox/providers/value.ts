/** A property value as it crosses the plugin protocol: JSON, with the markers below inside it. */
export type Value = null | boolean | number | string | readonly Value[] | PropertyMap;

/** Named properties of one resource. */
export interface PropertyMap {
  readonly [name: string]: Value | undefined;
}

const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
/** Property of every object that the engine gives a meaning of its own: a secret, an asset, a reference. */
export const SIGNATURE = "4dabf18193072939515e22adb298388d";
const secretSignature = "1b47061264138c4ac30d75fd1eb44270";
const fileSignatures: readonly unknown[] = [
  "c44067f5952c0a294b673a41bacd8c17",
  "0def7320c3a5731c473e5ecbe6d01bc7",
];

/** Marker of a value that only the deployment will know. */
export const UNKNOWN: string = unknown;

/** True for an object with named properties; false for lists, null and scalars. */
export function isMap(value: Value | undefined): value is PropertyMap {
  return typeof value === "object" && value !== null && !isList(value);
}

/** True for a list; narrows read-only lists too, which `Array.isArray` does not. */
export function isList(value: Value | undefined): value is readonly Value[] {
  return Array.isArray(value);
}

/** True when this very value (a secret's content included) is not known yet. */
export function isUnknown(value: Value | undefined): boolean {
  return reveal(value) === unknown;
}

/** True when the value or anything inside it is not known yet. */
export function hasUnknown(value: Value | undefined): boolean {
  if (isList(value)) return value.some(hasUnknown);
  if (isMap(value)) return Object.values(value).some(hasUnknown);
  return value === unknown;
}

/** True for a value wrapped as a secret. */
export function isSecret(value: Value | undefined): value is PropertyMap {
  return isMap(value) && value[SIGNATURE] === secretSignature;
}

/** Hash of the content of an asset or an archive; undefined for any other value. */
export function fileHash(value: Value | undefined): string | undefined {
  return isMap(value) && fileSignatures.includes(value[SIGNATURE]) ? text(value["hash"]) : undefined;
}

/** Wraps a value as a secret, so that the engine encrypts it in the state and masks it in its output. */
export function secret(value: Value): PropertyMap {
  return { [SIGNATURE]: secretSignature, value };
}

/** The content of a secret; any other value as it is. Only the outermost layer is taken off. */
export function reveal(value: Value | undefined): Value | undefined {
  return isSecret(value) ? reveal(value["value"]) : value;
}

/** The value with every secret inside it taken out of its wrapping: for comparing and for checks, never for output. */
export function revealAll(value: Value): Value;
export function revealAll(value: Value | undefined): Value | undefined;
export function revealAll(value: Value | undefined): Value | undefined {
  const bare = reveal(value);
  if (isList(bare)) return bare.map((item) => revealAll(item));
  if (isMap(bare))
    return Object.fromEntries(Object.entries(bare).map(([key, item]) => [key, revealAll(item)]));
  return bare;
}

/** True when the value or anything inside it is wrapped as a secret. */
export function hasSecret(value: Value | undefined): boolean {
  if (isSecret(value)) return true;
  if (isList(value)) return value.some(hasSecret);
  return isMap(value) && Object.values(value).some(hasSecret);
}

/** The property as known, non-empty text; undefined when it is absent, unknown or of another type. */
export function text(value: Value | undefined): string | undefined {
  const bare = reveal(value);
  return typeof bare === "string" && bare !== "" && bare !== unknown ? bare : undefined;
}

/** The property as a map; an empty one when it is absent or of another type. */
export function map(value: Value | undefined): PropertyMap {
  const bare = reveal(value);
  return isMap(bare) ? bare : {};
}

/** Every text inside a secret of the value, for what must not repeat one. */
export function secretTexts(value: Value | undefined, inside = false): string[] {
  if (isSecret(value)) return secretTexts(reveal(value), true);
  if (isList(value)) return value.flatMap((item) => secretTexts(item, inside));
  if (isMap(value)) return Object.values(value).flatMap((item) => secretTexts(item, inside));
  return inside && typeof value === "string" && value !== "" ? [value] : [];
}

/** The value at a path such as `metadata.name`, or undefined; secrets on the way are looked into. */
export function getPath(properties: PropertyMap, path: string): Value | undefined {
  let value: Value | undefined = properties;
  for (const step of path.split(".")) {
    const bare = reveal(value);
    value = isMap(bare) ? bare[step] : undefined;
  }
  return value;
}

/** A copy of the properties with the value at the path; missing maps on the way are made. */
export function withPath(properties: PropertyMap, path: string, value: Value): PropertyMap {
  const [first = "", ...rest] = path.split(".");
  if (rest.length === 0) return { ...properties, [first]: value };
  const inner = properties[first];
  return { ...properties, [first]: withPath(isMap(inner) ? inner : {}, rest.join("."), value) };
}
