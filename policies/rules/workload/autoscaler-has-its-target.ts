import { attempt, violation } from "../../support/input/finding";
import type { StackRule } from "../../support/rule";
import { beside } from "../../support/kubernetes/recovery-job";
import { autoscalerTypes, scales } from "../../support/kubernetes/workload";

/** A mistyped name scales nothing, and no deployment reports it. */
export const autoscalerHasItsTarget: StackRule = {
  name: "autoscaler-has-its-target",
  demands: "An autoscaler's target is declared in its stack, in its namespace.",
  sources: ["kube-score horizontalpodautoscaler-has-target", "STOCK-7", "MAC-1"],
  profile: "general",
  severity: "high",
  // A CustomResource can have any type.
  types: ["kubernetes:*"],
  *checkStack(stack) {
    for (const subject of stack.ofType(...autoscalerTypes))
      yield* attempt(subject, function* () {
        const target = subject.inputs.at("spec", "scaleTargetRef");
        const workloads = stack.ofKind(target.at("kind").shown);
        if (beside(workloads, subject).some((workload) => scales(subject, workload))) return;
        yield violation(
          subject,
          `scaleTargetRef is ${target.at("kind").shown} ${target.at("name").shown}`,
          "no such workload is declared in its namespace",
          "name one that is, by kind and metadata.name",
        );
      });
  },
};
