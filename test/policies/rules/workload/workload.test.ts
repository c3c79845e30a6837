import { autoscalerHasItsTarget } from "../../../../policies/rules/workload/autoscaler-has-its-target";
import { disruptionBudgetLetsNodesDrain } from "../../../../policies/rules/workload/disruption-budget-lets-nodes-drain";
import { workloadHasDisruptionBudget } from "../../../../policies/rules/workload/workload-has-disruption-budget";
import type { Subject } from "../../../../policies/support/input/subject";
import { unknown, type Fields, type Value } from "../../../../policies/support/input/value";
import { describeRule, resource, undecidedOn } from "../../support/cases";

const metadata = { name: "api", namespace: "app" };
const deployment = (replicas: Value = 2, labels: Value = { app: "api" }): Subject =>
  resource("kubernetes:apps/v1:Deployment", "api", {
    metadata,
    spec: { replicas, template: { metadata: { labels } } },
  });
const autoscaler = (target: Fields = {}, namespace = "app", version = "v2"): Subject =>
  resource(`kubernetes:autoscaling/${version}:HorizontalPodAutoscaler`, "scaler", {
    metadata: { name: "api", namespace },
    spec: { minReplicas: 3, scaleTargetRef: { kind: "Deployment", name: "api", ...target } },
  });
const budget = (spec: Fields = {}, namespace = "app"): Subject =>
  resource("kubernetes:policy/v1:PodDisruptionBudget", "budget", {
    metadata: { name: "api", namespace },
    spec: { selector: { matchLabels: { app: "api" } }, ...spec },
  });
const service = (selector: Value = { app: "api" }): Subject =>
  resource("kubernetes:core/v1:Service", "service", { metadata, spec: { selector } });

const lost = (kind: string, name: string) => [
  `violation | HorizontalPodAutoscaler scaler: scaleTargetRef is ${kind} ${name}; no such workload is declared in its namespace; name one that is, by kind and metadata.name`,
];
describeRule(autoscalerHasItsTarget, [
  { name: "accepts its Deployment", given: [deployment(), autoscaler()] },
  ...["v2", "v1", "v2beta2", "v2beta1"].map((version) => ({
    name: `refuses another name in ${version}`,
    given: [deployment(), autoscaler({ name: "web" }, "app", version)],
    says: lost("Deployment", "web"),
  })),
  {
    name: "refuses another kind",
    given: [deployment(), autoscaler({ kind: "StatefulSet" })],
    says: lost("StatefulSet", "api"),
  },
  {
    name: "accepts a CustomResource that is scaled",
    given: [
      resource("kubernetes:argoproj.io/v1alpha1:Rollout", "api", { metadata, spec: {} }),
      autoscaler({ kind: "Rollout" }),
    ],
  },
  {
    name: "refuses a CustomResource of another name, and no kind at all",
    given: [
      resource("kubernetes:argoproj.io/v1alpha1:Rollout", "web", {
        metadata: { name: "web", namespace: "app" },
      }),
      autoscaler({ kind: "Rollout" }),
      autoscaler({ kind: null }),
    ],
    says: [...lost("Rollout", "api"), ...lost("absent", "api")],
  },
  {
    name: "refuses another namespace",
    given: [deployment(), autoscaler({}, "other")],
    says: lost("Deployment", "api"),
  },
  {
    name: "cannot decide on unknown",
    given: [deployment(), autoscaler({ name: unknown })],
    says: undecidedOn("HorizontalPodAutoscaler scaler", "spec.scaleTargetRef.name"),
  },
]);

const bare = (of: string) => [
  `violation | Deployment api: no PodDisruptionBudget selects its pods; one is required for a workload with ${of}; declare one with its pods' labels and maxUnavailable: 1`,
];
const expression = (operator: string, values: Value = null) =>
  budget({ selector: { matchExpressions: [{ key: "app", operator, values }] } });
describeRule(workloadHasDisruptionBudget, [
  { name: "accepts a budget", given: [deployment(), autoscaler(), service(), budget()] },
  {
    name: "accepts a budget by expression",
    given: [deployment(), service(), expression("In", ["api", "web"])],
  },
  { name: "accepts a budget by label alone", given: [deployment(), service(), expression("Exists")] },
  { name: "asks nothing of a single replica", given: [deployment(1), service()] },
  { name: "asks nothing of a worker", given: [deployment(), service({ app: "web" })] },
  { name: "asks nothing where nothing runs", given: [deployment(0), service()] },
  {
    name: "refuses none for what is scaled",
    given: [deployment(null), autoscaler()],
    says: bare("an autoscaler"),
  },
  {
    name: "refuses none for what is scaled by version 1",
    given: [deployment(null), autoscaler({}, "app", "v1")],
    says: bare("an autoscaler"),
  },
  { name: "refuses none for what serves", given: [deployment(), service()], says: bare("a Service") },
  {
    name: "refuses the budget of another namespace",
    given: [deployment(), service(), budget({}, "other")],
    says: bare("a Service"),
  },
  ...[
    expression("NotIn", ["api"]),
    expression("DoesNotExist"),
    expression("Near"),
    budget({ selector: null }),
  ].map((other, index) => ({
    name: `refuses a budget of other pods (${index})`,
    given: [deployment(), service(), other],
    says: bare("a Service"),
  })),
  {
    name: "cannot decide on unknown labels",
    given: [deployment(2, unknown), service(), budget()],
    says: undecidedOn("Deployment api", "spec.template.metadata.labels"),
  },
]);

const blocks = (...clauses: readonly string[]) => [
  `violation | PodDisruptionBudget budget: ${[...clauses, "set maxUnavailable: 1 instead"].join("; ")}`,
];
describeRule(disruptionBudgetLetsNodesDrain, [
  { name: "accepts one that may go", given: [deployment(), budget({ maxUnavailable: 1 })] },
  { name: "accepts one of two that stays", given: [deployment(), budget({ minAvailable: 1 })] },
  {
    name: "accepts two of an autoscaler's three",
    given: [deployment(null), autoscaler(), budget({ minAvailable: 2 })],
  },
  { name: "asks nothing where nothing runs", given: [deployment(0), budget({ minAvailable: 1 })] },
  ...[0, "0%", "0"].map((none) => ({
    name: `refuses ${JSON.stringify(none)}`,
    given: [budget({ maxUnavailable: none })],
    says: blocks(`maxUnavailable is ${none}`, "at least 1 is required"),
  })),
  {
    name: "accepts a percentage that lets one of them go, and one of which any part is a pod",
    given: [
      deployment(),
      budget({ minAvailable: "50%" }),
      budget({ maxUnavailable: "1%" }),
      deployment(3, { app: "web" }),
      budget({ minAvailable: "66%", selector: { matchLabels: { app: "web" } } }),
    ],
  },
  {
    name: "refuses a percentage of which Kubernetes makes all",
    given: [deployment(), budget({ minAvailable: "51%" })],
    says: blocks("minAvailable is 51%", "api has 2 replicas, of which at least one must be evictable"),
  },
  {
    name: "refuses any percentage of one",
    given: [deployment(1), budget({ minAvailable: "1%" })],
    says: blocks("minAvailable is 1%", "api has 1 replicas, of which at least one must be evictable"),
  },
  {
    name: "cannot decide while it is not known how many there are",
    given: [deployment(unknown), budget({ minAvailable: "51%" })],
    says: undecidedOn("PodDisruptionBudget budget", "spec.replicas"),
  },
  {
    name: "refuses all",
    given: [deployment(), budget({ minAvailable: "100%" })],
    says: blocks("minAvailable is 100%", "less than all is required"),
  },
  {
    name: "refuses as many as there are",
    given: [deployment(), budget({ minAvailable: 2 })],
    says: blocks("minAvailable is 2", "api has 2 replicas, of which at least one must be evictable"),
  },
  {
    name: "counts the replicas of all that it chooses together",
    given: [deployment(), deployment(), budget({ minAvailable: 2 }), budget({ minAvailable: "75%" })],
  },
  {
    name: "refuses as many as all of them have",
    given: [deployment(), deployment(), deployment(0), budget({ minAvailable: 4 })],
    says: blocks(
      "minAvailable is 4",
      "api, api, api have 4 replicas, of which at least one must be evictable",
    ),
  },
  {
    name: "refuses as many as an autoscaler keeps",
    given: [deployment(null), autoscaler({}, "app", "v1"), budget({ minAvailable: 3 })],
    says: blocks("minAvailable is 3", "api has 3 replicas, of which at least one must be evictable"),
  },
  {
    name: "cannot decide on unknown",
    given: [budget({ maxUnavailable: unknown })],
    says: undecidedOn("PodDisruptionBudget budget", "spec.maxUnavailable"),
  },
]);
