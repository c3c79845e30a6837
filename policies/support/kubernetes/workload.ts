import type { Input } from "../input/input";
import { beside, namespaceOf } from "./recovery-job";
import { kindOf, type Stack, type Subject } from "../input/subject";

/** Type tokens of autoscalers: v1 and v2, and the betas of older clusters. */
export const autoscalerTypes: readonly string[] = ["v2", "v1", "v2beta2", "v2beta1"].map(
  (version) => `kubernetes:autoscaling/${version}:HorizontalPodAutoscaler`,
);
/** Type tokens of scalable workloads, of disruption budgets and of Services. */
export const DISRUPTION_BUDGET = "kubernetes:policy/v1:PodDisruptionBudget";
export const SERVICE = "kubernetes:core/v1:Service";
export const scalableTypes: readonly string[] = [
  "kubernetes:apps/v1:Deployment",
  "kubernetes:apps/v1:StatefulSet",
  "kubernetes:apps/v1:ReplicaSet",
];

/** Whether an autoscaler scales a workload. @throws Undecided */
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

/** Whether a workload's pods have all these labels, of a Service or of `matchLabels`. @throws Undecided */
function standOn(wanted: Input, workload: Subject): boolean {
  return wanted.entries.every(([name, value]) => labelsOf(workload).at(name).text === value.text);
}

/** Whether a disruption budget selects the pods of a workload. @throws Undecided */
export function guards(budget: Subject, workload: Subject): boolean {
  const selector = budget.inputs.at("spec", "selector");
  return (
    selector.isSet &&
    namespaceOf(budget) === namespaceOf(workload) &&
    standOn(selector.at("matchLabels"), workload) &&
    selector.at("matchExpressions").items.every((expression) => meets(expression, labelsOf(workload)))
  );
}

/** Whether a Service selects a workload. @throws Undecided */
export function exposes(service: Subject, workload: Subject): boolean {
  const selector = service.inputs.at("spec", "selector");
  return (
    selector.entries.length > 0 &&
    namespaceOf(service) === namespaceOf(workload) &&
    standOn(selector, workload)
  );
}

/** Minimum pods of a workload: its autoscaler's, or else its own. @default 1 @throws Undecided */
export function fewestReplicas(workload: Subject, stack: Stack): number {
  const autoscaler = beside(stack.ofType(...autoscalerTypes), workload).find((one) => scales(one, workload));
  const given = autoscaler?.inputs.at("spec", "minReplicas") ?? workload.inputs.at("spec", "replicas");
  return given.number ?? 1;
}
