import type { Input } from "../input/input";
import { namespaceOf } from "./recovery-job";
import { kindOf, type Stack, type Subject } from "../input/subject";

/** Type tokens of autoscalers: v1 is served like v2, and the betas by clusters that are older. */
export const autoscalerTypes: readonly string[] = ["v2", "v1", "v2beta2", "v2beta1"].map(
  (version) => `kubernetes:autoscaling/${version}:HorizontalPodAutoscaler`,
);
/** Type tokens of what autoscalers scale, of disruption budgets and of Services. */
export const DISRUPTION_BUDGET = "kubernetes:policy/v1:PodDisruptionBudget";
export const SERVICE = "kubernetes:core/v1:Service";
export const scalableTypes: readonly string[] = [
  "kubernetes:apps/v1:Deployment",
  "kubernetes:apps/v1:StatefulSet",
  "kubernetes:apps/v1:ReplicaSet",
];

/** True where an autoscaler scales a workload. @throws Undecided */
export function scales(autoscaler: Subject, workload: Subject): boolean {
  const target = autoscaler.inputs.at("spec", "scaleTargetRef");
  const name = workload.inputs.at("metadata", "name").text ?? workload.name;
  return (
    target.at("kind").text === kindOf(workload) &&
    target.at("name").text === name &&
    namespaceOf(autoscaler) === namespaceOf(workload)
  );
}

const labelsOf = (workload: Subject): Input => workload.inputs.at("spec", "template", "metadata", "labels");

function meets(expression: Input, labels: Input): boolean {
  const label = labels.at(expression.at("key").shown);
  const values = expression.at("values").items.map((value) => value.text);
  const among = values.includes(label.text);
  const outcomes: Readonly<Record<string, boolean>> = {
    In: label.isSet && among,
    NotIn: !among,
    Exists: label.isSet,
    DoesNotExist: !label.isSet,
  };
  return outcomes[expression.at("operator").shown] ?? false;
}

/** True where labels by name, of a Service or of `matchLabels`, all stand on a workload's pods. @throws Undecided */
function standOn(wanted: Input, workload: Subject): boolean {
  return wanted.entries.every(([name, value]) => labelsOf(workload).at(name).text === value.text);
}

/** True where a disruption budget chooses the pods of a workload. @throws Undecided */
export function guards(budget: Subject, workload: Subject): boolean {
  const selector = budget.inputs.at("spec", "selector");
  return (
    selector.isSet &&
    namespaceOf(budget) === namespaceOf(workload) &&
    standOn(selector.at("matchLabels"), workload) &&
    selector.at("matchExpressions").items.every((expression) => meets(expression, labelsOf(workload)))
  );
}

/** True where a Service leads to a workload. @throws Undecided */
export function exposes(service: Subject, workload: Subject): boolean {
  const selector = service.inputs.at("spec", "selector");
  return (
    selector.entries.length > 0 &&
    namespaceOf(service) === namespaceOf(workload) &&
    standOn(selector, workload)
  );
}

/** Fewest pods that a workload has: of its autoscaler, else its own; 1 where nobody says. @throws Undecided */
export function fewestReplicas(workload: Subject, stack: Stack): number {
  const autoscaler = stack.ofType(...autoscalerTypes).find((one) => scales(one, workload));
  const given = autoscaler?.inputs.at("spec", "minReplicas") ?? workload.inputs.at("spec", "replicas");
  return given.number ?? 1;
}
