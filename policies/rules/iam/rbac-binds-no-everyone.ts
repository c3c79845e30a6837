import { attempt, violation } from "../../support/input/finding";
import type { ResourceRule } from "../../support/rule";

/** Subjects that mean everybody, or have unlimited rights. */
const EVERYBODY = [
  "system:masters",
  "system:authenticated",
  "system:unauthenticated",
  "system:anonymous",
  "system:serviceaccounts",
];

/** All accounts of a namespace as a group, and its default account as a user. */
const ACCOUNTS = /^system:(serviceaccounts:|serviceaccount:[^:]*:default$)/;

/** Kubernetes' own roles for everybody: they show the server's version and APIs. */
const FOR_ALL = ["system:discovery", "system:public-info-viewer", "system:basic-user"];

/** Kubernetes' own roles for a namespace's users. */
const WIDE = ["admin", "edit"];

const isNobodysOwn = (kind: string, name: string): boolean =>
  EVERYBODY.includes(name) || ACCOUNTS.test(name) || (kind === "ServiceAccount" && name === "default");

/** Rights must be granted to single accounts. */
export const rbacBindsNoEveryone: ResourceRule = {
  name: "rbac-binds-no-everyone",
  demands:
    "A binding grants nobody cluster-admin, admin and edit only in a namespace, and nothing to everybody or to a default account.",
  sources: ["CIS Kubernetes 5.1.1", "CIS Kubernetes 5.1.5", "CIS Kubernetes 5.1.7"],
  profile: "general",
  severity: "critical",
  types: [
    "kubernetes:rbac.authorization.k8s.io/v1:RoleBinding",
    "kubernetes:rbac.authorization.k8s.io/v1:ClusterRoleBinding",
  ],
  *check(subject) {
    const { inputs } = subject;
    const { isUnknown } = inputs.at("roleRef", "name");
    const isForAll = !isUnknown && FOR_ALL.includes(inputs.at("roleRef", "name").text ?? "");
    yield* attempt(subject, function* () {
      for (const one of isForAll ? [] : inputs.at("subjects").items)
        yield* attempt(subject, function* () {
          const [kind, name] = [one.at("kind").shown, one.at("name").shown];
          if (isNobodysOwn(kind, name))
            yield violation(
              subject,
              `binds ${kind} ${name}`,
              "one account is required",
              "bind a dedicated ServiceAccount",
            );
        });
    });
    const role = inputs.at("roleRef", "name").text ?? "";
    // In a namespace they are the rights of its team; in the cluster they read every Secret.
    if (WIDE.includes(role) && subject.type.endsWith(":ClusterRoleBinding"))
      yield violation(
        subject,
        `binds ${role} in the whole cluster`,
        "an account's rights must end at its namespaces",
        "bind it by a RoleBinding in each namespace",
      );
    if (role === "cluster-admin")
      yield violation(
        subject,
        "binds cluster-admin",
        "no role may allow everything",
        "create a dedicated role",
      );
  },
};
