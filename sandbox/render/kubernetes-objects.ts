import { z } from "zod";
import type { DeclaredResource } from "./declared-resource";

/** A Kubernetes object as kubectl would apply it. */
export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string | undefined };
  readonly [field: string]: unknown;
}

const kubernetesObject = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.looseObject({ name: z.string(), namespace: z.string().optional() }),
});

/** What the engine shows of a value that is secret as a whole: not even its keys. */
const MASKED = "[secret]";

/** The object without the fields that are masked, so that it is one which the API takes. */
function withoutMasked(object: KubernetesObject): KubernetesObject {
  const shown = Object.entries(object).filter(([, value]) => value !== MASKED);
  return kubernetesObject.parse(Object.fromEntries(shown));
}

/**
 * The Kubernetes objects among a stack's resources; a Secret has no values, and its keys are not shown.
 * @throws ZodError for one without kind or name.
 */
export function kubernetesObjects(resources: readonly DeclaredResource[]): readonly KubernetesObject[] {
  return resources
    .filter((resource) => resource.type.startsWith("kubernetes:"))
    .map((resource) => withoutMasked(kubernetesObject.parse(resource.inputs)));
}

/** Path of an object's file below the output folder: `kubernetes/<namespace>/<kind>-<name>.yaml`. */
export function objectPath(object: KubernetesObject): string {
  const folder = object.metadata.namespace ?? "cluster";
  return `kubernetes/${folder}/${object.kind.toLowerCase()}-${object.metadata.name}.yaml`;
}

/** Values of Secrets: key to text, by the Secret's name without the digest of its content. */
export type SecretValues = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** A preview masks secrets, so values that are known take their place; nothing else is touched. */
export function withSecrets(
  objects: readonly KubernetesObject[],
  values: SecretValues,
): readonly KubernetesObject[] {
  return objects.map((object) =>
    object.kind === "Secret"
      ? { ...object, stringData: values[nameStem(object.metadata.name)] ?? {} }
      : object,
  );
}

/** What comes before the digest of an object's content in its name; the whole name where it ends in none. */
export function nameStem(name: string): string {
  return name.replace(/-[0-9a-f]{10}$/, "");
}
