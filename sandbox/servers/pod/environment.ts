import type { Image } from "../../images/dockerfile";
import type { Container, EnvVariable, PodManifest } from "./manifest";
import type { Objects, SourceKind } from "./objects";

/** What a container's variables are made from, beside the container itself. */
export interface EnvironmentSources {
  /** The pod: for `fieldRef`. */
  readonly pod: PodManifest;
  /** The image: its variables are the lowest layer. */
  readonly image: Image;
  /** ConfigMaps and Secrets: for `valueFrom`. */
  readonly objects: Objects;
  /** Replaces or adds variables, as `kubectl set env` does on the manifest. */
  readonly overrides: Readonly<Record<string, string>>;
  /** What an admission webhook adds; a variable of the container's own wins. */
  readonly inject: Readonly<Record<string, string>>;
}

/** Replaces `$(NAME)` by earlier variables as kubelet does: an unknown name stays as it is, `$$(NAME)` escapes. */
export function expand(text: string, env: Readonly<Record<string, string>>): string {
  return text.replace(/\$\$|\$\(([^)]*)\)/g, (whole, name: string | undefined) =>
    whole === "$$" ? "$" : ((name === undefined ? undefined : env[name]) ?? whole),
  );
}

function fromField(pod: PodManifest, fieldPath: string): string {
  const [, group, key] = /^metadata\.(labels|annotations)\['([^']+)'\]$/.exec(fieldPath) ?? [];
  if (group === "labels" && key !== undefined) return pod.labels[key] ?? "";
  if (group === "annotations" && key !== undefined) return pod.annotations[key] ?? "";
  const fields: Record<string, string> = {
    "metadata.name": pod.name,
    "metadata.namespace": pod.namespace,
    "spec.serviceAccountName": pod.spec.serviceAccountName ?? "default",
  };
  const value = fields[fieldPath];
  if (value !== undefined) return value;
  const known = [...Object.keys(fields), "metadata.labels['<key>']", "metadata.annotations['<key>']"].join(
    ", ",
  );
  throw new Error(`fieldRef ${fieldPath} is not supported by the pod runner; it knows ${known}`);
}

function fromKey(
  sources: EnvironmentSources,
  kind: SourceKind,
  ref: { name: string; key: string; optional?: boolean | undefined },
): string | undefined {
  const value = sources.objects.find(kind, ref.name)?.get(ref.key);
  if (value !== undefined || ref.optional === true) return value?.toString("utf8");
  throw new Error(`${kind} ${sources.pod.namespace}/${ref.name} with key ${ref.key} not found`);
}

function valueOf(variable: EnvVariable, sources: EnvironmentSources): string | undefined {
  const { secretKeyRef, configMapKeyRef, fieldRef } = variable.valueFrom ?? {};
  if (secretKeyRef !== undefined) return fromKey(sources, "Secret", secretKeyRef);
  if (configMapKeyRef !== undefined) return fromKey(sources, "ConfigMap", configMapKeyRef);
  if (fieldRef !== undefined) return fromField(sources.pod, fieldRef.fieldPath);
  return undefined;
}

/** Variables of whole ConfigMaps; of several with one name the last counts. */
function fromConfigMaps(container: Container, sources: EnvironmentSources): Record<string, string> {
  const maps = container.envFrom?.map(({ configMapRef: { name, optional } }) => {
    const content = sources.objects.find("ConfigMap", name);
    if (content === undefined && optional !== true)
      throw new Error(`ConfigMap ${sources.pod.namespace}/${name} not found`);
    return [...(content ?? [])].map(([key, value]) => [key, value.toString("utf8")] as const);
  });
  return Object.fromEntries((maps ?? []).flat());
}

/**
 * The whole environment of a container's process: image, HOSTNAME as container runtimes set it, whole ConfigMaps, the
 * manifest's variables in their order, and what is injected.
 * @throws when a variable refers to what is not there.
 */
export function containerEnvironment(
  container: Container,
  sources: EnvironmentSources,
): Record<string, string> {
  const base = fromConfigMaps(container, sources);
  const names = new Set([...Object.keys(base), ...(container.env ?? []).map(({ name }) => name)]);
  const overridden = Object.entries(sources.overrides).filter(([name]) => name in base);
  const added = Object.entries({ ...sources.inject, ...sources.overrides }).filter(
    ([name]) => !names.has(name),
  );
  const own: Record<string, string> = { ...base, ...Object.fromEntries(overridden) };
  for (const variable of container.env ?? []) {
    const override = sources.overrides[variable.name];
    if (override === undefined && variable.valueFrom !== undefined) {
      const value = valueOf(variable, sources);
      if (value !== undefined) own[variable.name] = value;
    } else {
      own[variable.name] = expand(override ?? variable.value ?? "", own);
    }
  }
  return { ...sources.image.env, HOSTNAME: sources.pod.name, ...own, ...Object.fromEntries(added) };
}
