import { attempt, distinct, type Finding } from "../input/finding";
import type { Input } from "../input/input";
import type { Subject } from "../input/subject";

const TEMPLATE = ["spec", "template", "spec"];
const JOB_TEMPLATE = ["spec", "jobTemplate", "spec", "template", "spec"];

/** Versions that clusters no longer serve, but that programs still name, and kinds of other groups. */
const OTHERS: Readonly<Record<string, readonly string[]>> = {
  "kubernetes:core/v1:PodTemplate": ["template", "spec"],
  "kubernetes:batch/v1beta1:CronJob": JOB_TEMPLATE,
  "kubernetes:argoproj.io/v1alpha1:Rollout": TEMPLATE,
  "kubernetes:apps.openshift.io/v1:DeploymentConfig": TEMPLATE,
  "kubernetes:serving.knative.dev/v1:Service": TEMPLATE,
  "kubernetes:keda.sh/v1alpha1:ScaledJob": ["spec", "jobTargetRef", "template", "spec"],
  "kubernetes:apps.kruise.io/v1alpha1:CloneSet": TEMPLATE,
  "kubernetes:apps.kruise.io/v1alpha1:DaemonSet": TEMPLATE,
  "kubernetes:apps.kruise.io/v1beta1:StatefulSet": TEMPLATE,
  ...Object.fromEntries(
    ["apps/v1beta1", "apps/v1beta2", "extensions/v1beta1"].flatMap((group) =>
      ["Deployment", "StatefulSet", "DaemonSet", "ReplicaSet"].map((kind) => [
        `kubernetes:${group}:${kind}`,
        TEMPLATE,
      ]),
    ),
  ),
};

/** Path of the pod's spec in each kind that creates pods. */
const POD_PATHS: Readonly<Record<string, readonly string[]>> = {
  "kubernetes:core/v1:Pod": ["spec"],
  "kubernetes:core/v1:ReplicationController": TEMPLATE,
  "kubernetes:apps/v1:Deployment": TEMPLATE,
  "kubernetes:apps/v1:ReplicaSet": TEMPLATE,
  "kubernetes:apps/v1:StatefulSet": TEMPLATE,
  "kubernetes:apps/v1:DaemonSet": TEMPLATE,
  "kubernetes:batch/v1:Job": TEMPLATE,
  "kubernetes:batch/v1:CronJob": JOB_TEMPLATE,
  ...OTHERS,
};

/** Tokens of the kinds that create pods. */
export const podTypes: readonly string[] = Object.keys(POD_PATHS);

/** The pod's spec in a resource of one of {@link podTypes}, or in a patch of one. */
export function podSpec(subject: Subject): Input {
  return subject.inputs.at(...(POD_PATHS[subject.type.replace(/Patch$/, "")] ?? ["spec"]));
}

/** The account that a pod runs as. `serviceAccount` is the old name, which counts if the new one is not set. */
export function podAccount(pod: Input): Input {
  const account = pod.at("serviceAccountName");
  if (account.isUnknown || (account.isSet && account.text !== "")) return account;
  const alias = pod.at("serviceAccount");
  return alias.isUnknown || (alias.isSet && alias.text !== "") ? alias : account;
}

/** Paths of the templates in a resource of one of {@link podTypes}, from the outside in: a job, a pod. */
export function templatePaths({ type }: Subject): readonly (readonly string[])[] {
  const path = POD_PATHS[type] ?? [];
  return path.flatMap((name, index) => (/template$/i.test(name) ? [path.slice(0, index + 1)] : []));
}

/** Annotations of the pods that a resource of one of {@link podTypes} creates. */
export function podAnnotations(subject: Subject): Input {
  return subject.inputs.at(...(templatePaths(subject).at(-1) ?? []), "metadata", "annotations");
}

/** A container and its name in messages. */
export interface Container {
  /** `container backup`, `init container prepare`. */
  readonly label: string;
  readonly spec: Input;
}

/** Containers of every kind in a pod. */
export function containers(pod: Input): readonly Container[] {
  const sorts = {
    initContainers: "init container",
    containers: "container",
    ephemeralContainers: "ephemeral container",
  };
  return Object.entries(sorts).flatMap(([field, sort]) =>
    pod.at(field).items.map((spec, index) => ({
      label: `${sort} ${spec.isUnknown || spec.at("name").isUnknown ? String(index) : spec.at("name").shown}`,
      spec,
    })),
  );
}

/** The check of a rule on each container: an unknown part of one does not hide the next. */
export function perContainer(
  check: (container: Container, pod: Input, subject: Subject) => Iterable<Finding>,
) {
  return function* (subject: Subject): Iterable<Finding> {
    const pod = podSpec(subject);
    for (const container of containers(pod))
      yield* distinct(attempt(subject, () => check(container, pod, subject)));
  };
}
