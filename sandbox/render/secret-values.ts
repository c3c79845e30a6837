import type { KubernetesObject } from "./kubernetes-objects";

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
