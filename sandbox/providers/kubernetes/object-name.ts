import type { Failure } from "../model";
import { type PropertyMap, isMap, map, text } from "../value";

const label = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/;
const subdomain = /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/;
const labelValue = /^([A-Za-z0-9]([A-Za-z0-9_.-]*[A-Za-z0-9])?)?$/;

/** Kinds whose names must be DNS labels: at most 63 characters, no dot. */
const labelNamed: ReadonlySet<string> = new Set(["Namespace", "Service"]);

/** Kinds whose names may hold the colons of RBAC. */
const pathNamed: ReadonlySet<string> = new Set(["Role", "ClusterRole", "RoleBinding", "ClusterRoleBinding"]);

/** Longest name in characters by kind; a CronJob leaves 11 for the suffix of its Jobs. */
const maxNameLength: Readonly<Record<string, number>> = { CronJob: 52, Namespace: 63, Service: 63, Job: 63 };

/** Rules of the API server on an object's names and labels. */
export function checkObjectMeta(inputs: PropertyMap): Failure[] {
  const kind = text(inputs["kind"]) ?? "";
  const metadata = map(inputs["metadata"]);
  return [
    ...checkName(kind, text(metadata["name"])),
    ...checkNamespace(text(metadata["namespace"])),
    ...checkLabels(metadata),
  ];
}

function checkName(kind: string, name: string | undefined): Failure[] {
  if (name === undefined || (pathNamed.has(kind) && !/[/%]/.test(name))) return [];
  const limit = maxNameLength[kind] ?? 253;
  const form = labelNamed.has(kind) ? label : subdomain;
  if (name.length <= limit && form.test(name)) return [];
  const reason =
    `${kind} name "${name}" has ${name.length} characters; Kubernetes takes 1 to ${limit} of a-z, 0-9 and "-"` +
    `${form === subdomain ? ' or "."' : ""}, beginning and ending with a letter or digit: shorten or respell it.`;
  return [{ property: "metadata.name", reason }];
}

function checkNamespace(namespace: string | undefined): Failure[] {
  if (namespace === undefined || (namespace.length <= 63 && label.test(namespace))) return [];
  const reason = `Namespace "${namespace}" must be 1 to 63 of a-z, 0-9 and "-": respell it.`;
  return [{ property: "metadata.namespace", reason }];
}

function checkLabels(metadata: PropertyMap): Failure[] {
  if (!isMap(metadata["labels"])) return [];
  return Object.entries(metadata["labels"]).flatMap(([name, value]) => {
    if (typeof value === "string" && value.length <= 63 && labelValue.test(value)) return [];
    const shown = JSON.stringify(value);
    const reason = `Label ${name} is ${shown}; a label is text of at most 63 letters, digits, "-", "_" and ".": respell it.`;
    return [{ property: `metadata.labels["${name}"]`, reason }];
  });
}
