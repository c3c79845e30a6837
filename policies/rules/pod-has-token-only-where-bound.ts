import { attempt, violation } from "../support/finding";
import { podSpec, podTypes } from "../support/pod";
import type { StackRule } from "../support/rule";
import type { Stack, Subject } from "../support/subject";

const BINDINGS = [
  "kubernetes:rbac.authorization.k8s.io/v1:RoleBinding",
  "kubernetes:rbac.authorization.k8s.io/v1:ClusterRoleBinding",
];

function isBound(stack: Stack, account: string, namespace: string | undefined): boolean {
  return stack
    .ofType(...BINDINGS)
    .flatMap((binding) => binding.inputs.at("subjects").items)
    .some((one) => {
      const there = one.at("namespace");
      return (
        one.at("kind").text === "ServiceAccount" &&
        one.at("name").text === account &&
        (there.isUnknown || namespace === undefined || !there.isSet || there.text === namespace)
      );
    });
}

function namespaceOf(subject: Subject): string | undefined {
  const namespace = subject.inputs.at("metadata", "namespace");
  return namespace.isUnknown ? undefined : namespace.text;
}

/** A token that nobody uses is one that somebody may steal. */
export const podHasTokenOnlyWhereBound: StackRule = {
  name: "pod-has-token-only-where-bound",
  demands:
    "A pod says whether it mounts a token of the Kubernetes API, and does so only where its account is bound to a role.",
  sources: ["CIS Kubernetes 5.1.6", "CKV_K8S_38", "C-0034"],
  severity: "medium",
  types: [...podTypes, ...BINDINGS],
  *checkStack(stack) {
    for (const subject of stack.ofType(...podTypes))
      yield* attempt(subject, function* () {
        const pod = podSpec(subject);
        const mounts = pod.at("automountServiceAccountToken");
        const account = pod.at("serviceAccountName").text ?? "default";
        if (mounts.flag === undefined)
          yield violation(
            subject,
            "automountServiceAccountToken is absent",
            "it mounts a token unless told not to",
            "set automountServiceAccountToken: false",
          );
        else if (mounts.flag && !isBound(stack, account, namespaceOf(subject)))
          yield violation(
            subject,
            `automountServiceAccountToken is true for ${account}`,
            "no RoleBinding of the stack names that account",
            "set automountServiceAccountToken: false, or bind the account to a role",
          );
      });
  },
};
