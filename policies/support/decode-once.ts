import { createRequire } from "node:module";

type Decode = (properties: object, proxySecrets: boolean) => unknown;

interface Decoder {
  deserializeProperties: Decode;
}

function isDecoder(loaded: unknown): loaded is Decoder {
  return (
    typeof loaded === "object" &&
    loaded !== null &&
    "deserializeProperties" in loaded &&
    typeof loaded.deserializeProperties === "function"
  );
}

/** A decoder that keeps what it made of a message for as long as the message itself lives. */
export function remembering(decode: Decode): Decode {
  const known = { plain: new WeakMap<object, unknown>(), proxied: new WeakMap<object, unknown>() };
  return (properties, proxySecrets) => {
    const made = proxySecrets ? known.proxied : known.plain;
    if (!made.has(properties)) made.set(properties, decode(properties, proxySecrets));
    return made.get(properties);
  };
}

/**
 * Lets the SDK decode a resource's properties once. By itself it does so anew for each policy, which for a pack of
 * fifty is most of its time. No rule changes what it reads, so all may read the same. An SDK whose decoder is not where
 * this version has it goes on as before.
 */
export function decodeOnce(): void {
  const loaded: unknown = createRequire(__filename)("@pulumi/policy/deserialize");
  if (isDecoder(loaded)) loaded.deserializeProperties = remembering(loaded.deserializeProperties);
}
