import { createHash } from "node:crypto";
import type { NameRule } from "./model";
import { getPath, withPath, type PropertyMap, isList, isMap, text } from "./value";

const marker = "__defaults";

/**
 * Fills in the physical name that the program left out: logical name, dash, random suffix.
 * A resource that was named so before keeps its name.
 * @param before checked inputs of the existing resource; undefined for a new one or a replacement
 * @param seed random bytes of the engine, or anything that is to fix the name
 */
export function autoname(
  rule: NameRule,
  inputs: PropertyMap,
  before: PropertyMap | undefined,
  logicalName: string,
  seed: Uint8Array | string,
): PropertyMap {
  if ((getPath(inputs, rule.property) ?? null) !== null) return inputs;
  const kept =
    before !== undefined && isAutonamed(rule, before) ? text(getPath(before, rule.property)) : undefined;
  const name = kept ?? makeName(rule, logicalName, seed);
  const inner = parentPath(rule.property);
  return withPath(withPath(inputs, rule.property, name), inner === "" ? marker : `${inner}.${marker}`, [
    rule.property.slice(inner === "" ? 0 : inner.length + 1),
  ]);
}

/** True when the name was made by {@link autoname} and not given by the program. */
export function isAutonamed(rule: NameRule, inputs: PropertyMap): boolean {
  const inner = parentPath(rule.property);
  const holder = inner === "" ? inputs : getPath(inputs, inner);
  const names = isMap(holder) ? holder[marker] : undefined;
  return isList(names) && names.includes(rule.property.split(".").at(-1) ?? "");
}

function makeName(rule: NameRule, logicalName: string, seed: Uint8Array | string): string {
  const random = createHash("sha256")
    .update(seed)
    .update(logicalName)
    .digest("hex")
    .slice(0, rule.suffix ?? 7);
  const tail = `-${random}${rule.ending ?? ""}`;
  const stem = logicalName.slice(0, Math.max(0, rule.maxLength - tail.length));
  return (rule.lowerCase === true ? stem.toLowerCase() : stem) + tail;
}

function parentPath(path: string): string {
  return path.split(".").slice(0, -1).join(".");
}
