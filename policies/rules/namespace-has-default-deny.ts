import { attempt, violation } from "../support/finding";
import type { Input } from "../support/input";
import type { StackRule } from "../support/rule";

const NAMESPACE = "kubernetes:core/v1:Namespace";
const POLICY = "kubernetes:networking.k8s.io/v1:NetworkPolicy";
const DIRECTIONS = ["Ingress", "Egress"] as const;

/** Chooses every pod, in both directions, and allows nothing. */
function deniesAll(spec: Input): boolean {
  const types = spec.at("policyTypes").items.map((type) => type.text);
  const choosesSome = spec.at("podSelector").entries.some(([, by]) => by.isSet && by.shown !== "{}");
  const allows = spec.at("ingress").items.length + spec.at("egress").items.length > 0;
  return !choosesSome && !allows && DIRECTIONS.every((direction) => types.includes(direction));
}

/** What nobody thought of stays closed: a flow is open because somebody named it. */
export const namespaceHasDefaultDeny: StackRule = {
  name: "namespace-has-default-deny",
  demands: "A namespace has a NetworkPolicy that lets no pod receive or send; others open what is needed.",
  sources: ["CIS Kubernetes 5.3.2", "C-0030"],
  severity: "high",
  types: [NAMESPACE, POLICY],
  *checkStack(stack) {
    const policies = stack.ofType(POLICY).map(({ inputs }) => inputs);
    for (const subject of stack.ofType(NAMESPACE))
      yield* attempt(subject, function* () {
        const name = subject.inputs.at("metadata", "name");
        const own = policies.filter((one) => one.at("metadata", "namespace").text === name.text);
        if (!own.some((one) => deniesAll(one.at("spec"))))
          yield violation(
            subject,
            `none of its ${own.length} NetworkPolicies denies everything`,
            "one that chooses all pods, in both directions, without a rule is asked for",
            "declare one with podSelector: {} and policyTypes: [Ingress, Egress]",
          );
      });
  },
};
