import { Groups } from "../../support/input/groups";
import { attempt, violation } from "../../support/input/finding";
import type { Input } from "../../support/input/input";
import type { StackRule } from "../../support/rule";

const NAMESPACE = "kubernetes:core/v1:Namespace";
const POLICY = "kubernetes:networking.k8s.io/v1:NetworkPolicy";
const DIRECTIONS = ["Ingress", "Egress"] as const;

type Direction = (typeof DIRECTIONS)[number];

/** A policy's rules for a direction. @throws Undecided */
const rulesOf = (spec: Input, direction: Direction): readonly Input[] =>
  spec.at(direction === "Ingress" ? "ingress" : "egress").items;

/** Whether a policy selects every pod. @throws Undecided */
const choosesAll = (spec: Input): boolean =>
  spec.at("podSelector").entries.every(([, by]) => !by.isSet || ["{}", "[]"].includes(by.shown));

/** Directions of a policy. Without a type Kubernetes assumes Ingress. @throws Undecided */
function isFor(spec: Input, direction: Direction): boolean {
  const given = spec.at("policyTypes").items.map((type) => type.text);
  return (given.length === 0 ? ["Ingress"] : given).includes(direction);
}

/** Whether a policy selects every pod, and allows nothing in this direction. @throws Undecided */
const denies = (spec: Input, direction: Direction): boolean =>
  choosesAll(spec) && rulesOf(spec, direction).length === 0 && isFor(spec, direction);

/** Whether a policy lets every pod receive from or send to everybody: policies are additive. @throws Undecided */
const opensAll = (spec: Input, direction: Direction): boolean =>
  rulesOf(spec, direction).some((rule) => rule.entries.every(([, limit]) => limit.items.length === 0)) &&
  choosesAll(spec) &&
  isFor(spec, direction);

/** Only traffic that a policy names may flow. */
export const namespaceHasDefaultDeny: StackRule = {
  name: "namespace-has-default-deny",
  demands:
    "A namespace has one or two NetworkPolicies that deny all traffic of all pods; others allow what is needed, and none allows everything.",
  sources: ["CIS Kubernetes 5.3.2", "C-0030"],
  profile: "general",
  severity: "high",
  types: [NAMESPACE, POLICY],
  *checkStack(stack) {
    const policies = new Groups(stack.ofType(POLICY), ({ inputs }) => [
      inputs.at("metadata", "namespace").text ?? "",
    ]);
    for (const subject of stack.ofType(NAMESPACE))
      yield* attempt(subject, function* () {
        const name = subject.inputs.at("metadata", "name");
        const own = policies
          .with(name.text ?? "")
          .filter(({ inputs }) => inputs.at("metadata", "namespace").text === name.text);
        const open = DIRECTIONS.filter(
          (direction) => !own.some(({ inputs }) => denies(inputs.at("spec"), direction)),
        );
        if (open.length > 0)
          yield violation(
            subject,
            `none of its ${own.length} NetworkPolicies denies all ${open.join(" and ")}`,
            "for each direction, one that selects all pods and has no rule for it is required",
            "declare one with podSelector: {} and policyTypes: [Ingress, Egress]",
          );
        for (const one of own)
          yield* attempt(subject, function* () {
            const all = DIRECTIONS.filter(
              (direction) => !open.includes(direction) && opensAll(one.inputs.at("spec"), direction),
            );
            if (all.length > 0)
              yield violation(
                subject,
                `NetworkPolicy ${one.name} allows all ${all.join(" and ")} again`,
                "a policy that allows traffic must name its pods or their peers, because policies are additive",
                "set podSelector, or the peers of its rules",
              );
          });
      });
  },
};
