import { attempt, violation } from "../../support/input/finding";
import type { StackRule } from "../../support/rule";
import type { Input } from "../../support/input/input";
import { beside } from "../../support/kubernetes/recovery-job";
import {
  autoscalerTypes,
  DISRUPTION_BUDGET,
  fewestReplicas,
  guards,
  scalableTypes,
} from "../../support/kubernetes/workload";

/** Pods of a budget's number or percentage of replicas; Kubernetes rounds a percentage up. @throws Undecided */
function podsOf(given: Input, replicas: number): number | undefined {
  const [, percent] = /^(\d+)%$/.exec(given.text ?? "") ?? [];
  return percent === undefined ? given.number : Math.ceil((Number(percent) * replicas) / 100);
}

/** A budget that allows no disruption blocks every upgrade of the cluster. */
export const disruptionBudgetLetsNodesDrain: StackRule = {
  name: "disruption-budget-lets-nodes-drain",
  demands: "A PodDisruptionBudget allows the disruption of at least one of its pods.",
  sources: ["kubernetes PodDisruptionBudget", "Polaris pdbDisruptionsIsZero"],
  profile: "general",
  severity: "high",
  types: [...autoscalerTypes, DISRUPTION_BUDGET, ...scalableTypes],
  *checkStack(stack) {
    for (const subject of stack.ofType(DISRUPTION_BUDGET))
      yield* attempt(subject, function* () {
        const spec = subject.inputs.at("spec");
        const remedy = "set maxUnavailable: 1 instead";
        const [most, least] = [spec.at("maxUnavailable"), spec.at("minAvailable")];
        if (most.isSet && /^0+%?$/.test(most.shown))
          yield violation(subject, `maxUnavailable is ${most.shown}`, "at least 1 is required", remedy);
        if (!least.isSet) return;
        if (least.shown === "100%") {
          yield violation(subject, "minAvailable is 100%", "less than all is required", remedy);
          return;
        }
        // Kubernetes counts the pods of all selected workloads together.
        const chosen = beside(stack.ofType(...scalableTypes), subject).filter((one) => guards(subject, one));
        const replicas = chosen.reduce((sum, workload) => sum + fewestReplicas(workload, stack), 0);
        const [names, have] = [
          chosen.map(({ name }) => name).join(", "),
          chosen.length === 1 ? "has" : "have",
        ];
        // Nothing runs in a passive environment.
        if (replicas > 0 && (podsOf(least, replicas) ?? -1) >= replicas)
          yield violation(
            subject,
            `minAvailable is ${least.shown}`,
            `${names} ${have} ${replicas} replicas, of which at least one must be evictable`,
            remedy,
          );
      });
  },
};
