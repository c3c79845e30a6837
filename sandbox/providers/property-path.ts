import { type PropertyMap, type Value, isMap, reveal } from "./value";

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
