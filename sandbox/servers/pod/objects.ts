import { z } from "zod";
import { parsed } from "./manifest";

const strings = z.record(z.string(), z.string()).nullish();
const source = z.looseObject({
  kind: z.enum(["ConfigMap", "Secret"]),
  metadata: z.looseObject({ name: z.string(), namespace: z.string().optional() }),
  data: strings,
  binaryData: strings,
  stringData: strings,
});
const serviceAccount = z.looseObject({
  metadata: z.looseObject({ name: z.string(), namespace: z.string().optional() }),
  automountServiceAccountToken: z.boolean().optional(),
});
const anyObject = z.looseObject({ kind: z.string() });
// A render masks secrets, as one text or value by value.
const MASK = "[secret]";
const named = source.omit({ data: true, binaryData: true, stringData: true });

/** Kinds of objects that volumes and variables come from. */
export type SourceKind = "ConfigMap" | "Secret";

/** What a pod refers to by name. */
export interface Objects {
  /** Content by key; undefined when there is no such object in the pod's namespace. */
  find(kind: SourceKind, name: string): ReadonlyMap<string, Buffer> | undefined;
  /** False when the service account's manifest says that its token is not mounted. @default true */
  automounts(serviceAccount: string): boolean;
}

function decoded(
  record: Record<string, string> | null | undefined,
  encoding: BufferEncoding,
): [string, Buffer][] {
  return Object.entries(record ?? {}).map(([key, value]) => [key, Buffer.from(value, encoding)]);
}

function contentOf(manifest: unknown, what: string): ReadonlyMap<string, Buffer> {
  if (JSON.stringify(manifest).includes(`"${MASK}"`)) {
    throw new Error(`${what} is masked: put one with throw-away values after it`);
  }
  const object = parsed(source, manifest, what);
  return new Map([
    ...decoded(object.data, object.kind === "Secret" ? "base64" : "utf8"),
    ...decoded(object.binaryData, "base64"),
    ...decoded(object.stringData, "utf8"),
  ]);
}

/**
 * Indexes the ConfigMaps, Secrets and ServiceAccounts among rendered manifests; other kinds and other namespaces are passed over.
 * @param namespace the pod's; an object without a namespace counts as being in it.
 * Of several with one name the last counts.
 * @throws when one of them has no name; `find` throws when its object is malformed or masked.
 */
export function indexObjects(manifests: readonly unknown[], namespace: string): Objects {
  const contents = new Map<string, () => ReadonlyMap<string, Buffer>>();
  const refusing = new Set<string>();
  for (const manifest of manifests) {
    const { kind } = parsed(anyObject, manifest, "object");
    if (kind === "ServiceAccount") {
      const { metadata, automountServiceAccountToken } = parsed(serviceAccount, manifest, kind);
      const here = (metadata.namespace ?? namespace) === namespace;
      if (here && automountServiceAccountToken === false) refusing.add(metadata.name);
    }
    if (kind !== "ConfigMap" && kind !== "Secret") continue;
    const { metadata } = parsed(named, manifest, kind);
    if ((metadata.namespace ?? namespace) !== namespace) continue;
    contents.set(`${kind}/${metadata.name}`, () =>
      contentOf(manifest, `${kind} ${namespace}/${metadata.name}`),
    );
  }
  return {
    find: (kind, name) => contents.get(`${kind}/${name}`)?.(),
    automounts: (name) => !refusing.has(name),
  };
}
