import { Groups, oncePerStack } from "../../support/input/groups";
import { attempt, violation } from "../../support/input/finding";
import { Undecided, type Input } from "../../support/input/input";
import { podAccount, podSpec, podTypes } from "../../support/kubernetes/pod";
import type { StackRule } from "../../support/rule";
import type { Stack } from "../../support/input/subject";

const BINDINGS = [
  "kubernetes:rbac.authorization.k8s.io/v1:RoleBinding",
  "kubernetes:rbac.authorization.k8s.io/v1:ClusterRoleBinding",
];

/** What a binding names, read when it is asked for: while it is unknown, it may be any account. */
interface Bound {
  readonly read: () => readonly Input[];
}

/** Bound accounts of a stack by their names. */
const boundOf = oncePerStack(
  (stack) =>
    new Groups(
      stack.ofType(...BINDINGS).flatMap((binding): readonly Bound[] => {
        const subjects = binding.inputs.at("subjects");
        if (subjects.isUnknown) return [{ read: () => subjects.items }];
        return subjects.items.map((one) => ({ read: () => [one] }));
      }),
      ({ read }) => read().map((one) => one.at("name").text ?? ""),
    ),
);

/** Whether a binding names an account. @throws Undecided if none certainly does, but one may */
function isBound(stack: Stack, account: string, namespace: Input): boolean {
  const own = boundOf(stack)
    .with(account)
    .flatMap(({ read }) => read())
    .filter((one) => one.at("kind").text === "ServiceAccount" && one.at("name").text === account)
    .map((one) => one.at("namespace"));
  const isSure = (there: Input): boolean =>
    !there.isUnknown && (!there.isSet || (!namespace.isUnknown && there.text === namespace.text));
  if (own.some(isSure)) return true;
  const open = own.flatMap((there) => [there, namespace]).find(({ isUnknown }) => isUnknown);
  if (open !== undefined) throw new Undecided(open.path);
  return false;
}

/** Names of volumes with a token of the Kubernetes API: one without an audience. */
function tokenVolumes(pod: Input): readonly string[] {
  return pod
    .at("volumes")
    .items.filter((volume) =>
      volume.at("projected", "sources").items.some((source) => {
        const token = source.at("serviceAccountToken");
        const audience = token.at("audience");
        return token.isSet && (!audience.isSet || audience.text === "");
      }),
    )
    .map((volume) => volume.at("name").shown);
}

/** An unused token can only be stolen. */
export const podHasTokenOnlyWhereBound: StackRule = {
  name: "pod-has-token-only-where-bound",
  demands:
    "A pod states whether it mounts a token of the Kubernetes API, and mounts one only if its account is bound to a role.",
  sources: ["CIS Kubernetes 5.1.6", "CKV_K8S_38", "C-0034"],
  profile: "general",
  severity: "medium",
  types: [...podTypes, ...BINDINGS],
  *checkStack(stack) {
    for (const subject of stack.ofType(...podTypes))
      yield* attempt(subject, function* () {
        const pod = podSpec(subject);
        const mounts = pod.at("automountServiceAccountToken");
        const account = podAccount(pod).text ?? "default";
        const namespace = subject.inputs.at("metadata", "namespace");
        if (mounts.flag === undefined)
          yield violation(
            subject,
            "automountServiceAccountToken is absent",
            "by default it mounts a token",
            "set automountServiceAccountToken: false",
          );
        else if (mounts.flag && !isBound(stack, account, namespace))
          yield violation(
            subject,
            `automountServiceAccountToken is true for ${account}`,
            "no RoleBinding of the stack names that account",
            "set automountServiceAccountToken: false, or bind the account to a role",
          );
        const projected = tokenVolumes(pod);
        if (projected.length > 0 && mounts.flag !== true && !isBound(stack, account, namespace))
          yield violation(
            subject,
            `volume ${projected.join(", ")} has a token for ${account}`,
            "no RoleBinding of the stack names that account",
            "remove it, set the audience that it is for, or bind the account to a role",
          );
      });
  },
};
