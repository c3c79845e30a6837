import { attempt, violation } from "../../support/input/finding";
import type { StackRule } from "../../support/rule";
import { beside } from "../../support/kubernetes/recovery-job";
import {
  autoscalerTypes,
  DISRUPTION_BUDGET,
  exposes,
  fewestReplicas,
  guards,
  scalableTypes,
  scales,
  SERVICE,
} from "../../support/kubernetes/workload";

/** Minimum replicas of which a drain can leave one. */
const SEVERAL = 2;

/** A drain must not evict all replicas at once. */
export const workloadHasDisruptionBudget: StackRule = {
  name: "workload-has-disruption-budget",
  demands:
    "A workload that is scaled by load, or has a Service and at least two replicas, has a PodDisruptionBudget.",
  sources: ["kube-score deployment-has-poddisruptionbudget", "STOCK-7", "MAC-1"],
  profile: "general",
  severity: "medium",
  types: [...autoscalerTypes, DISRUPTION_BUDGET, SERVICE, ...scalableTypes],
  *checkStack(stack) {
    const autoscalers = stack.ofType(...autoscalerTypes);
    const budgets = stack.ofType(DISRUPTION_BUDGET);
    const services = stack.ofType(SERVICE);
    for (const subject of stack.ofType(...scalableTypes))
      yield* attempt(subject, function* () {
        const scaled = beside(autoscalers, subject).some((one) => scales(one, subject));
        const serves = beside(services, subject).some((one) => exposes(one, subject));
        if (!scaled && !(serves && fewestReplicas(subject, stack) >= SEVERAL)) return;
        if (!beside(budgets, subject).some((one) => guards(one, subject)))
          yield violation(
            subject,
            "no PodDisruptionBudget selects its pods",
            `one is required for a workload with ${scaled ? "an autoscaler" : "a Service"}`,
            "declare one with its pods' labels and maxUnavailable: 1",
          );
      });
  },
};
