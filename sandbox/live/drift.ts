import { isDeepStrictEqual } from "node:util";
import { type PropertyMap, type Value, isList, isMap, isSecret, revealAll, secret } from "../providers/value";

/**
 * Inputs that would declare what the cluster holds: those that were declared, but for what applying them again would
 * change. A value that the API server only spells otherwise (`1024Mi`, `1Gi`) is no drift, nor is a field that nobody
 * declared.
 * @param wanted what the cluster would hold if the inputs were applied again
 * @param live what it holds
 */
export function inputsAsHeld(inputs: PropertyMap, wanted: PropertyMap, live: PropertyMap): PropertyMap {
  const found = drift(inputs, decoded(wanted), decoded(live));
  return isMap(found) ? found : inputs;
}

function drift(declared: Value, wanted: Value | undefined, live: Value | undefined): Value | undefined {
  if (isDeepStrictEqual(wanted, live)) return declared;
  if (isSecret(declared)) {
    const found = drift(revealAll(declared), wanted, live);
    return found === undefined ? undefined : secret(found);
  }
  if (isMap(declared) && isMap(wanted) && isMap(live)) {
    const fields = Object.entries(declared).map(([name, value]): [string, Value | undefined] => [
      name,
      value === undefined ? undefined : drift(value, wanted[name], live[name]),
    ]);
    return Object.fromEntries(fields.filter(([, value]) => value !== undefined));
  }
  if (isList(declared) && isList(wanted) && isList(live) && declared.length === live.length)
    return declared.map((each, index) => drift(each, wanted[index], live[index]) ?? null);
  return live;
}

/** A Secret with its data as text too: what may be declared as `stringData` is held as `data` alone. */
function decoded(object: PropertyMap): PropertyMap {
  const { kind, data } = object;
  if (kind !== "Secret" || !isMap(data)) return object;
  const text = (value: Value | undefined): Value =>
    typeof value === "string" ? Buffer.from(value, "base64").toString("utf8") : null;
  const stringData: PropertyMap = Object.fromEntries(
    Object.entries(data).map(([name, value]) => [name, text(value)]),
  );
  return { ...object, stringData };
}
