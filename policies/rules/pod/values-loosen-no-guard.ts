import { distinct, violation } from "../../support/input/finding";
import type { Input } from "../../support/input/input";
import { namedBelow } from "../../support/input/walk";
import { podTypes } from "../../support/kubernetes/pod";
import type { ResourceRule } from "../../support/rule";

/** Switches of a pod or container that may be off or absent only. */
const SWITCHES = ["privileged", "allowPrivilegeEscalation", "hostNetwork", "hostPID", "hostIPC"];
/** Capabilities with which a container leaves its node's isolation. */
const CAPABILITIES = /^(ALL|(CAP_)?(SYS_ADMIN|SYS_PTRACE|SYS_MODULE|NET_ADMIN|DAC_READ_SEARCH|BPF))$/i;

/** Groups of pods in lists or steps, whose places differ by kind. */
const GROUPS = [
  "batch.volcano.sh/v1alpha1:Job",
  "argoproj.io/v1alpha1:Workflow",
  "argoproj.io/v1alpha1:WorkflowTemplate",
  "argoproj.io/v1alpha1:CronWorkflow",
  "tekton.dev/v1:Task",
  "tekton.dev/v1:Pipeline",
  "jobset.x-k8s.io/v1alpha2:JobSet",
  "kubeflow.org/v1:PyTorchJob",
].map((type) => `kubernetes:${type}`);

const isTrue = (value: Input): boolean => value.flag === true || value.text === "true";

/** Why a named value loosens a pod's isolation; undefined if it does not. */
function fault(name: string, value: Input): string | undefined {
  if (value.isUnknown) return undefined;
  if (SWITCHES.includes(name) && isTrue(value)) return `${name} is true`;
  if (name === "hostPath" && !value.at("path").isUnknown && value.at("path").isSet)
    return `hostPath is ${value.at("path").shown}`;
  if (name === "runAsNonRoot" && value.flag === false) return "runAsNonRoot is false";
  if (name === "runAsUser" && value.number === 0) return "runAsUser is 0, root";
  if (name === "seccompProfile" && !value.at("type").isUnknown && value.at("type").text === "Unconfined")
    return "seccompProfile is Unconfined";
  if (name !== "capabilities" || value.at("add").isUnknown) return undefined;
  const added = value.at("add").items.filter((item) => !item.isUnknown && CAPABILITIES.test(item.text ?? ""));
  return added.length > 0 ? `capabilities.add has ${added.map(({ shown }) => shown).join(", ")}` : undefined;
}

const HELM = ["kubernetes:helm.sh/v3:Release", "kubernetes:helm.sh/v3:Chart", "kubernetes:helm.sh/v4:Chart"];

/** A pod that a chart or a patch makes is as free as one that the program declares. */
export const valuesLoosenNoGuard: ResourceRule = {
  name: "values-loosen-no-guard",
  demands:
    "Values of a Helm chart, patches of what creates pods, and groups of pods such as workflows, switch no isolation of a pod from its node off.",
  sources: ["PSS baseline", "CKV_K8S_16", "CKV_K8S_17", "CKV_K8S_19"],
  profile: "general",
  severity: "high",
  types: [...HELM, ...GROUPS, ...podTypes.map((type) => `${type}Patch`)],
  check: (subject) =>
    distinct(
      (function* () {
        const root = subject.inputs.at(HELM.includes(subject.type) ? "values" : "spec");
        for (const { name, value } of root.isSet ? namedBelow(root) : []) {
          const found = fault(name, value);
          if (found !== undefined)
            yield violation(
              subject,
              `${value.path}: ${found}`,
              "a pod must stay isolated from its node",
              "remove it, or exempt the resource with a reason",
            );
        }
      })(),
    ),
};
