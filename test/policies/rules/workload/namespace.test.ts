import { autoscalerKeepsTwo } from "../../../../policies/rules/workload/autoscaler-keeps-two";
import { namespaceHasDefaultDeny } from "../../../../policies/rules/workload/namespace-has-default-deny";
import { unknown, type Fields, type Value } from "../../../../policies/support/input/value";
import { changed, describeRule, resource, undecidedOn } from "../../support/cases";

const space = resource("kubernetes:core/v1:Namespace", "space", { metadata: { name: "app" } });
const policy = (path?: string, to?: Value) => {
  const inputs: Fields = {
    metadata: { name: "default-deny", namespace: "app" },
    spec: { podSelector: {}, policyTypes: ["Ingress", "Egress"] },
  };
  return resource(
    "kubernetes:networking.k8s.io/v1:NetworkPolicy",
    "deny",
    path === undefined ? inputs : changed(inputs, path, to),
  );
};
/** A policy of all pods in one direction, with rules besides. */
const opening = (direction: string, rules: Fields) =>
  resource("kubernetes:networking.k8s.io/v1:NetworkPolicy", "deny", {
    metadata: { name: "deny", namespace: "app" },
    spec: { podSelector: {}, policyTypes: [direction], ...rules },
  });
const openSays = (count: number, open = "Ingress and Egress") => [
  `violation | Namespace space: none of its ${count} NetworkPolicies denies all ${open}; ` +
    "for each direction, one that selects all pods and has no rule for it is required; " +
    "declare one with podSelector: {} and policyTypes: [Ingress, Egress]",
];

describeRule(namespaceHasDefaultDeny, [
  { name: "accepts one that denies everything", given: [space, policy()] },
  {
    name: "accepts it beside others",
    given: [space, opening("Ingress", { ingress: [{ ports: [{ port: 53 }] }] }), policy()],
  },
  {
    name: "accepts one of some pods that receive from everybody",
    given: [
      space,
      opening("Ingress", { podSelector: { matchLabels: { app: "api" } }, ingress: [{}] }),
      policy(),
    ],
  },
  ...[{}, { from: [] }, { from: null, ports: [] }].map((rule) => ({
    name: `refuses one that opens all again: ${JSON.stringify(rule)}`,
    given: [space, policy("spec/ingress", [rule]), policy()],
    says: [
      "violation | Namespace space: NetworkPolicy deny allows all Ingress again; a policy that allows traffic must name its pods or their peers, because policies are additive; set podSelector, or the peers of its rules",
    ],
  })),
  { name: "accepts an empty choice of labels", given: [space, policy("spec/podSelector/matchLabels", {})] },
  {
    name: "accepts a choice by no expression",
    given: [space, policy("spec/podSelector/matchExpressions", [])],
  },
  {
    name: "accepts one for each direction",
    given: [space, policy("spec/policyTypes", ["Ingress"]), policy("spec/policyTypes", ["Egress"])],
  },
  {
    name: "accepts one whose rules are of a direction that it says nothing of",
    given: [space, opening("Ingress", { egress: [{}] }), policy("spec/policyTypes", ["Egress"])],
  },
  {
    name: "accepts one without types as one on what comes in",
    given: [space, policy("spec/policyTypes", undefined), policy("spec/policyTypes", ["Egress"])],
  },
  { name: "says nothing of a policy alone", given: [policy()] },
  { name: "refuses none", given: [space], says: openSays(0) },
  {
    name: "refuses one of another namespace",
    given: [space, policy("metadata/namespace", "b")],
    says: openSays(0),
  },
  {
    name: "refuses one for some pods",
    given: [space, policy("spec/podSelector/matchLabels", { app: "a" })],
    says: openSays(1),
  },
  {
    name: "refuses one direction",
    given: [space, policy("spec/policyTypes", ["Ingress"])],
    says: openSays(1, "Egress"),
  },
  {
    name: "refuses one that opens all",
    given: [space, policy("spec/egress", [{}])],
    says: openSays(1, "Egress"),
  },
  {
    name: "refuses two that both open one direction",
    given: [space, policy("spec/egress", [{}]), opening("Egress", { egress: [{}] })],
    says: openSays(2, "Egress"),
  },
  {
    name: "cannot decide on unknown",
    given: [space, policy("spec/podSelector", unknown)],
    says: undecidedOn("Namespace space", "spec.podSelector"),
  },
]);

const autoscaler = (minReplicas: Value | undefined, version = "v2") => [
  resource(`kubernetes:autoscaling/${version}:HorizontalPodAutoscaler`, "desk", {
    spec: { minReplicas, maxReplicas: 9 },
  }),
];
const fewSays = (found: string) => [
  `violation | HorizontalPodAutoscaler desk: minReplicas is ${found}; ` +
    "at least 2 is required; the default is 1; set minReplicas: 2 or more",
];

describeRule(autoscalerKeepsTwo, [
  { name: "accepts two", given: autoscaler(2) },
  ...["v2", "v1", "v2beta2", "v2beta1"].map((version) => ({
    name: `refuses one in ${version}`,
    given: autoscaler(1, version),
    says: fewSays("1"),
  })),
  { name: "refuses an unset one", given: autoscaler(undefined), says: fewSays("absent") },
  {
    name: "cannot decide on unknown",
    given: autoscaler(unknown),
    says: undecidedOn("HorizontalPodAutoscaler desk", "spec.minReplicas"),
  },
]);
