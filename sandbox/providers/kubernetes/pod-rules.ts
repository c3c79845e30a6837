import type { Failure } from "../model";
import { getPath, type PropertyMap, isList, isMap, isUnknown, map, text } from "../value";

/** Where each kind that makes pods has its pod template, and which restart policies it takes. */
const kinds: Readonly<Record<string, { readonly template: string; readonly restarts: readonly string[] }>> = {
  Deployment: { template: "spec.template", restarts: ["Always"] },
  DaemonSet: { template: "spec.template", restarts: ["Always"] },
  StatefulSet: { template: "spec.template", restarts: ["Always"] },
  Job: { template: "spec.template", restarts: ["Never", "OnFailure"] },
  CronJob: { template: "spec.jobTemplate.spec.template", restarts: ["Never", "OnFailure"] },
};

/** Kinds whose selector has to choose their own pods. */
const selecting: ReadonlySet<string> = new Set(["Deployment", "DaemonSet", "StatefulSet"]);

const maps = (value: PropertyMap[string]): readonly PropertyMap[] =>
  isList(value) ? value.filter(isMap) : [];

/** Rules of the API server on the pods that an object makes; what is not known yet is not judged. */
export function checkPods(inputs: PropertyMap): Failure[] {
  const kind = text(inputs["kind"]) ?? "";
  const rule = kinds[kind];
  if (rule === undefined) return [];
  const template = getPath(inputs, rule.template);
  if (!isMap(template)) return [];
  const spec = map(template["spec"]);
  return [
    ...(selecting.has(kind) ? checkSelector(inputs, map(map(template["metadata"])["labels"])) : []),
    ...(isUnknown(spec["restartPolicy"])
      ? []
      : checkRestarts(`${rule.template}.spec`, kind, rule.restarts, text(spec["restartPolicy"]))),
    ...checkMounts(`${rule.template}.spec`, spec),
  ];
}

function checkSelector(inputs: PropertyMap, labels: PropertyMap): Failure[] {
  const wanted = Object.entries(map(getPath(inputs, "spec.selector.matchLabels")));
  const missing = wanted
    .filter(([name, value]) => labels[name] !== value && !isUnknown(value) && !isUnknown(labels[name]))
    .map(([name]) => name);
  if (wanted.length > 0 && missing.length === 0) return [];
  const reason =
    wanted.length === 0
      ? "spec.selector.matchLabels is empty; name the labels of the template's pods."
      : `The selector's ${missing.join(", ")} is not a label of the template: the two must agree.`;
  return [{ property: "spec.selector", reason }];
}

function checkRestarts(path: string, kind: string, allowed: readonly string[], given = "Always"): Failure[] {
  if (allowed.includes(given)) return [];
  const reason = `restartPolicy "${given}" is refused in a ${kind}; it takes ${allowed.join(" or ")}.`;
  return [{ property: `${path}.restartPolicy`, reason }];
}

function checkMounts(path: string, spec: PropertyMap): Failure[] {
  const volumes = maps(spec["volumes"]).map((volume) => volume["name"]);
  return ["initContainers", "containers"].flatMap((field) =>
    maps(spec[field]).flatMap((container, index) =>
      maps(container["volumeMounts"])
        .filter((mount) => !volumes.includes(mount["name"]))
        .map((mount) => ({
          property: `${path}.${field}[${index}].volumeMounts`,
          reason: `Mount ${JSON.stringify(mount["name"])} names no volume of the pod: declare the volume, or remove the mount.`,
        })),
    ),
  );
}
