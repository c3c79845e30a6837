import { attempt, violation } from "../support/finding";
import type { Input } from "../support/input";
import type { StackRule } from "../support/rule";

const NAMESPACE = "kubernetes:core/v1:Namespace";
const POLICY = "kubernetes:networking.k8s.io/v1:NetworkPolicy";
const DIRECTIONS = ["Ingress", "Egress"] as const;

type Direction = (typeof DIRECTIONS)[number];

/** Chooses every pod, and allows nothing in this direction. Kubernetes takes no type at all for Ingress. @throws Undecided */
function denies(spec: Input, direction: Direction): boolean {
  const given = spec.at("policyTypes").items.map((type) => type.text);
  const types = given.length === 0 ? ["Ingress"] : given;
  const choosesSome = spec
    .at("podSelector")
    .entries.some(([, by]) => by.isSet && !["{}", "[]"].includes(by.shown));
  const allows = spec.at(direction === "Ingress" ? "ingress" : "egress").items.length > 0;
  return !choosesSome && !allows && types.includes(direction);
}

/** What nobody thought of stays closed: a flow is open because somebody named it. */
export const namespaceHasDefaultDeny: StackRule = {
  name: "namespace-has-default-deny",
  demands:
    "A namespace has NetworkPolicies, one or two, that let no pod receive or send; others open what is needed.",
  sources: ["CIS Kubernetes 5.3.2", "C-0030"],
  severity: "high",
  types: [NAMESPACE, POLICY],
  *checkStack(stack) {
    const policies = stack.ofType(POLICY).map(({ inputs }) => inputs);
    for (const subject of stack.ofType(NAMESPACE))
      yield* attempt(subject, function* () {
        const name = subject.inputs.at("metadata", "name");
        const own = policies.filter((one) => one.at("metadata", "namespace").text === name.text);
        const open = DIRECTIONS.filter((direction) => !own.some((one) => denies(one.at("spec"), direction)));
        if (open.length > 0)
          yield violation(
            subject,
            `none of its ${own.length} NetworkPolicies denies all ${open.join(" and ")}`,
            "for each direction one that chooses all pods, without a rule for it, is asked for",
            "declare one with podSelector: {} and policyTypes: [Ingress, Egress]",
          );
      });
  },
};
