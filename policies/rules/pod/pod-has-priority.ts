import { violation } from "../../support/input/finding";
import { podSpec, podTypes } from "../../support/kubernetes/pod";
import type { ResourceRule } from "../../support/rule";

/** In a full cluster, a restore without a priority waits behind every earlier pod. */
export const podHasPriority: ResourceRule = {
  name: "pod-has-priority",
  demands: "A pod names a PriorityClass other than those of the cluster's own components.",
  sources: ["kube-linter priority-class-name"],
  profile: "general",
  severity: "medium",
  types: podTypes,
  *check(subject) {
    const name = podSpec(subject).at("priorityClassName");
    if (!name.isSet || name.text === "" || name.text?.startsWith("system-") === true)
      yield violation(
        subject,
        `priorityClassName is ${name.shown || "empty"}`,
        "a PriorityClass is required",
        "declare one and set priorityClassName",
      );
  },
};
