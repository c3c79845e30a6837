import { violation } from "../../support/input/finding";
import { podSpec, podTypes } from "../../support/kubernetes/pod";
import type { ResourceRule } from "../../support/rule";

/** In a full cluster a restore without a priority waits behind whatever came before it. */
export const podHasPriority: ResourceRule = {
  name: "pod-has-priority",
  demands: "A pod names a PriorityClass, and not one of those that the cluster's own parts have.",
  sources: ["kube-linter priority-class-name"],
  severity: "medium",
  types: podTypes,
  *check(subject) {
    const name = podSpec(subject).at("priorityClassName");
    if (!name.isSet || name.text === "" || name.text?.startsWith("system-") === true)
      yield violation(
        subject,
        `priorityClassName is ${name.shown || "empty"}`,
        "a PriorityClass that tells who goes first is asked for",
        "declare one and name it",
      );
  },
};
