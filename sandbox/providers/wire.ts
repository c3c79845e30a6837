import { type JavaScriptValue, Struct } from "google-protobuf/google/protobuf/struct_pb";
import { isList, isMap, type PropertyMap, type Value } from "./value";

/** Properties out of a protobuf struct; an absent struct gives an empty map. */
export function fromStruct(struct: Struct | undefined): PropertyMap {
  return struct?.toJavaScript() ?? {};
}

/** Properties as a protobuf struct; those that are undefined are left out, at every level. */
export function toStruct(properties: PropertyMap): Struct {
  return Struct.fromJavaScript(defined(properties));
}

function defined(properties: PropertyMap): Record<string, JavaScriptValue> {
  const kept: Record<string, JavaScriptValue> = {};
  for (const [name, value] of Object.entries(properties)) {
    if (value !== undefined) kept[name] = definedValue(value);
  }
  return kept;
}

function definedValue(value: Value): JavaScriptValue {
  if (isList(value)) return value.map(definedValue);
  return isMap(value) ? defined(value) : value;
}
