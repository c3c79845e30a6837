import {
  type PropertyMap,
  type Value,
  hasSecret,
  isList,
  isMap,
  isSecret,
  map,
  secret,
} from "../providers/value";

/** Fields of a Secret that are secret whatever was declared. */
const CONFIDENTIAL: ReadonlySet<string> = new Set(["data", "stringData"]);

/**
 * An object as the API server holds it, for the engine's state: over what was declared, and secret wherever that is
 * secret. Who owns which field is left out.
 */
export function heldState(inputs: PropertyMap, object: PropertyMap): PropertyMap {
  const metadata = Object.entries(map(object["metadata"])).filter(([name]) => name !== "managedFields");
  const state = lay(inputs, { ...object, metadata: Object.fromEntries(metadata) });
  if (!isMap(state) || object["kind"] !== "Secret") return isMap(state) ? state : {};
  const wrapped = ([name, value]: [string, Value | undefined]): [string, Value | undefined] =>
    CONFIDENTIAL.has(name) && value !== undefined && !isSecret(value) ? [name, secret(value)] : [name, value];
  return Object.fromEntries(Object.entries(state).map(wrapped));
}

/** Lays what is held over what was given. */
function lay(given: Value | undefined, held: Value): Value {
  if (isSecret(given)) return secret(held);
  if (isMap(given) && isMap(held)) {
    const names = [...new Set([...Object.keys(given), ...Object.keys(held)])];
    return Object.fromEntries(
      names.map((name) => [name, held[name] === undefined ? given[name] : lay(given[name], held[name])]),
    );
  }
  if (isList(given) && isList(held) && given.length === held.length)
    return held.map((each, index) => lay(given[index], each));
  return hasSecret(given) ? secret(held) : held;
}
