import { violation } from "../../support/input/finding";
import type { ResourceRule } from "../../support/rule";
import { autoscalerTypes } from "../../support/kubernetes/workload";

/** Minimum replicas with which the loss or drain of a node is no outage. */
const FEWEST = 2;

/** A workload that scales with load must not have one pod in a quiet night. */
export const autoscalerKeepsTwo: ResourceRule = {
  name: "autoscaler-keeps-two",
  demands: "An autoscaler keeps at least two replicas.",
  sources: ["STOCK-7", "Polaris hpaMinAvailability"],
  profile: "general",
  severity: "medium",
  types: autoscalerTypes,
  *check(subject) {
    const fewest = subject.inputs.at("spec", "minReplicas");
    if ((fewest.number ?? 1) < FEWEST)
      yield violation(
        subject,
        `minReplicas is ${fewest.shown}`,
        `at least ${FEWEST} is required; the default is 1`,
        `set minReplicas: ${FEWEST} or more`,
      );
  },
};
