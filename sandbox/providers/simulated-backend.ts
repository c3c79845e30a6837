import type { Backend } from "./backend";
import type { ResourceContext, ResourceKind } from "./model";
import {
  getPath,
  type PropertyMap,
  UNKNOWN,
  type Value,
  isList,
  isMap,
  isSecret,
  revealAll,
  secret,
  secretTexts,
} from "./value";

/** Does nothing anywhere: outputs are the inputs and plausible values made from the resource's own name. */
export const simulatedBackend: Backend = {
  create({ kind, context: given, inputs, preview }) {
    const bare = plain(inputs);
    const context = salted(kind, given, bare);
    const id = kind.id(bare, context);
    const computed = kind.outputs?.(bare, context, id) ?? {};
    if (preview) return Promise.resolve({ id: "", outputs: merge(inputs, unknown(computed, inputs)) });
    return Promise.resolve({ id, outputs: merge(inputs, guarded(computed, inputs)) });
  },

  update({ kind, context, inputs, id, outputs, preview }) {
    const bare = plain(inputs);
    const computed = kind.outputs?.(bare, salted(kind, context, bare), id) ?? {};
    return Promise.resolve(merge(inputs, preview ? current(computed, outputs) : guarded(computed, inputs)));
  },

  delete: () => Promise.resolve(),

  read({ context, id, outputs }) {
    if (Object.keys(outputs).length > 0) return Promise.resolve({ id, outputs });
    return Promise.reject(
      new Error(
        `${context.type} "${id}" cannot be imported or looked up: the sandbox has no account to read it from. ` +
          "Declare the resource in the program, or run this against the real provider.",
      ),
    );
  },
};

/** Made-up values follow the properties that replace the resource: the replacement of a key is another key. */
function salted(kind: ResourceKind, context: ResourceContext, inputs: PropertyMap): ResourceContext {
  const salt = JSON.stringify((kind.replace ?? []).map((path) => getPath(inputs, path) ?? null));
  return { ...context, hex: (label, length) => context.hex(`${label}${salt}`, length) };
}

/** Lays computed outputs over the inputs; maps are laid over property by property. */
function merge(inputs: PropertyMap, computed: PropertyMap): PropertyMap {
  const result: { [name: string]: Value | undefined } = { ...inputs };
  for (const [name, value] of Object.entries(computed)) {
    const given = result[name];
    result[name] = isMap(given) && !isSecret(given) && isMap(value) ? merge(given, value) : value;
  }
  return result;
}

/** The computed outputs with every value unknown; a map that is also an input stays a map (`metadata`). */
function unknown(computed: PropertyMap, inputs: PropertyMap): PropertyMap {
  return mapValues(computed, (value, name) => {
    const given = inputs[name];
    return isMap(value) && isMap(given) ? unknown(value, given) : UNKNOWN;
  });
}

/** The values that the existing resource has for the computed outputs; one that it never had is unknown. */
function current(computed: PropertyMap, outputs: PropertyMap): PropertyMap {
  return mapValues(computed, (value, name) => {
    const had = outputs[name];
    return isMap(value) && isMap(had) && !isSecret(had) ? current(value, had) : (had ?? UNKNOWN);
  });
}

/** Wraps each computed output that repeats the text of a secret input, so that it cannot leave by that door. */
function guarded(computed: PropertyMap, inputs: PropertyMap): PropertyMap {
  const secrets = secretTexts(inputs);
  if (secrets.length === 0) return computed;
  return mapValues(computed, (value) => (mentions(value, secrets) ? secret(value) : value));
}

function mentions(value: Value, secrets: readonly string[]): boolean {
  if (isList(value)) return value.some((item) => mentions(item, secrets));
  if (isMap(value)) return Object.values(value).some((item) => item !== undefined && mentions(item, secrets));
  return typeof value === "string" && secrets.some((content) => value.includes(content));
}

function mapValues(properties: PropertyMap, change: (value: Value, name: string) => Value): PropertyMap {
  const result: { [name: string]: Value } = {};
  for (const [name, value] of Object.entries(properties)) {
    if (value !== undefined) result[name] = change(value, name);
  }
  return result;
}

function plain(inputs: PropertyMap): PropertyMap {
  const bare = revealAll(inputs);
  return isMap(bare) ? bare : {};
}
