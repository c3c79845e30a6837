import { violation } from "../../support/input/finding";
import type { ResourceRule } from "../../support/rule";
import { autoscalerTypes } from "../../support/kubernetes/workload";

/** Fewest replicas with which the loss of a node, or its drain, is no outage. */
const FEWEST = 2;

/** What is scaled by load serves someone: a quiet night must not leave it one pod. */
export const autoscalerKeepsTwo: ResourceRule = {
  name: "autoscaler-keeps-two",
  demands: "An autoscaler keeps at least two replicas.",
  sources: ["STOCK-7", "Polaris hpaMinAvailability"],
  severity: "medium",
  types: autoscalerTypes,
  *check(subject) {
    const fewest = subject.inputs.at("spec", "minReplicas");
    if ((fewest.number ?? 1) < FEWEST)
      yield violation(
        subject,
        `minReplicas is ${fewest.shown}`,
        `at least ${FEWEST} is asked for: it is 1 unless told otherwise`,
        `set minReplicas: ${FEWEST} or more`,
      );
  },
};
