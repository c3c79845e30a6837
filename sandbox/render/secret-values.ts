import { nameStem } from "./content-name";
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
