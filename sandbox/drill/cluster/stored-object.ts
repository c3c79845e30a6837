import { z } from "zod";
import type { Operation } from "../../providers/backend";
import { type Value, isList, isMap, revealAll } from "../../providers/value";
import { parsed } from "../../servers/pod/manifest";

const schema = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.looseObject({
    name: z.string(),
    namespace: z.string().optional(),
    labels: z.record(z.string(), z.string()).optional(),
    annotations: z.record(z.string(), z.string()).optional(),
  }),
});

/** An object as the API server would give it to kubelet: secrets are not wrapped, absent properties are not there. */
export type StoredObject = z.infer<typeof schema>;

/** What tells one object from all others. */
export interface ObjectName {
  readonly kind: string;
  /** Undefined for objects of the whole cluster. */
  readonly namespace: string | undefined;
  readonly name: string;
}

/** `Job kyb-platform/restore-1`: the object for messages. */
export function told({ kind, namespace, name }: ObjectName): string {
  return `${kind} ${namespace === undefined ? name : `${namespace}/${name}`}`;
}

/** The name of an object. */
export function nameOf({ kind, metadata: { namespace, name } }: StoredObject): ObjectName {
  return { kind, namespace, name };
}

/** The object that an operation declares. @throws when it has no name. */
export function objectOf({ context, inputs }: Pick<Operation, "context" | "inputs">): StoredObject {
  const [, groupVersion = "", kind = ""] = context.type.split(":");
  const bare = cleaned(revealAll(inputs));
  const given = isMap(bare) ? bare : {};
  return parsed(schema, { apiVersion: groupVersion.replace(/^core\//, ""), kind, ...given }, context.urn);
}

/** The name of the object behind a type token and the provider's id for it, `namespace/name` or `name`. */
export function nameOfId(type: string, id: string): ObjectName {
  const kind = type.split(":")[2] ?? "";
  const [name = "", namespace] = id.split("/").reverse();
  return { kind, namespace, name };
}

/** Without what the provider notes for itself, and without nulls, which stand for "not given". */
function cleaned(value: Value): Value {
  if (isList(value)) return value.map(cleaned);
  if (!isMap(value)) return value;
  const kept = Object.entries(value).flatMap(([name, item]): [string, Value][] =>
    name === "__defaults" || item === null || item === undefined ? [] : [[name, cleaned(item)]],
  );
  return Object.fromEntries(kept);
}
