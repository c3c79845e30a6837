import { attempt, violation } from "../../support/input/finding";
import type { Input } from "../../support/input/input";
import type { StackRule } from "../../support/rule";

const NAMESPACE = "kubernetes:core/v1:Namespace";
const POLICY = "kubernetes:networking.k8s.io/v1:NetworkPolicy";
const DIRECTIONS = ["Ingress", "Egress"] as const;

type Direction = (typeof DIRECTIONS)[number];

/** What a policy allows in a direction. @throws Undecided */
const rulesOf = (spec: Input, direction: Direction): readonly Input[] =>
  spec.at(direction === "Ingress" ? "ingress" : "egress").items;

/** True where a policy is of every pod. @throws Undecided */
const choosesAll = (spec: Input): boolean =>
  spec.at("podSelector").entries.every(([, by]) => !by.isSet || ["{}", "[]"].includes(by.shown));

/** Directions that a policy is for. Kubernetes takes no type at all for Ingress. @throws Undecided */
function isFor(spec: Input, direction: Direction): boolean {
  const given = spec.at("policyTypes").items.map((type) => type.text);
  return (given.length === 0 ? ["Ingress"] : given).includes(direction);
}

/** Chooses every pod, and allows nothing in this direction. @throws Undecided */
const denies = (spec: Input, direction: Direction): boolean =>
  choosesAll(spec) && rulesOf(spec, direction).length === 0 && isFor(spec, direction);

/** True where a policy lets every pod receive from or send to everybody: policies add up. @throws Undecided */
const opensAll = (spec: Input, direction: Direction): boolean =>
  rulesOf(spec, direction).some((rule) => rule.entries.every(([, limit]) => limit.items.length === 0)) &&
  choosesAll(spec) &&
  isFor(spec, direction);

/** What nobody thought of stays closed: a flow is open because somebody named it. */
export const namespaceHasDefaultDeny: StackRule = {
  name: "namespace-has-default-deny",
  demands:
    "A namespace has NetworkPolicies, one or two, that let no pod receive or send; others open what is needed, and none opens all.",
  sources: ["CIS Kubernetes 5.3.2", "C-0030"],
  severity: "high",
  types: [NAMESPACE, POLICY],
  *checkStack(stack) {
    const policies = stack.ofType(POLICY);
    for (const subject of stack.ofType(NAMESPACE))
      yield* attempt(subject, function* () {
        const name = subject.inputs.at("metadata", "name");
        const own = policies.filter(({ inputs }) => inputs.at("metadata", "namespace").text === name.text);
        const open = DIRECTIONS.filter(
          (direction) => !own.some(({ inputs }) => denies(inputs.at("spec"), direction)),
        );
        if (open.length > 0)
          yield violation(
            subject,
            `none of its ${own.length} NetworkPolicies denies all ${open.join(" and ")}`,
            "for each direction one that chooses all pods, without a rule for it, is asked for",
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
                `NetworkPolicy ${one.name} opens all ${all.join(" and ")} again`,
                "an allowing policy names its pods, or whom they may reach: policies add up",
                "name either in it",
              );
          });
      });
  },
};
