import type { Rule } from "../../support/rule";
import { autoscalerHasItsTarget } from "./autoscaler-has-its-target";
import { autoscalerKeepsTwo } from "./autoscaler-keeps-two";
import { disruptionBudgetLetsNodesDrain } from "./disruption-budget-lets-nodes-drain";
import { namespaceEnforcesRestricted } from "./namespace-enforces-restricted";
import { namespaceHasDefaultDeny } from "./namespace-has-default-deny";
import { objectHasANamespace } from "./object-has-a-namespace";
import { workloadHasDisruptionBudget } from "./workload-has-disruption-budget";

/** In the order of the README. */
export const workloadRules: readonly Rule[] = [
  namespaceEnforcesRestricted,
  namespaceHasDefaultDeny,
  autoscalerKeepsTwo,
  autoscalerHasItsTarget,
  workloadHasDisruptionBudget,
  disruptionBudgetLetsNodesDrain,
  objectHasANamespace,
];
