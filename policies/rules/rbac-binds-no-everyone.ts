import { violation } from "../support/finding";
import type { ResourceRule } from "../support/rule";

const GROUPS = ["system:masters", "system:authenticated", "system:unauthenticated", "system:serviceaccounts"];

/** Rights are given to one account, and never all of them. */
export const rbacBindsNoEveryone: ResourceRule = {
  name: "rbac-binds-no-everyone",
  demands: "A binding gives nobody cluster-admin, and gives nothing to everybody or to a default account.",
  sources: ["CIS Kubernetes 5.1.1", "CIS Kubernetes 5.1.5", "CIS Kubernetes 5.1.7"],
  severity: "critical",
  types: [
    "kubernetes:rbac.authorization.k8s.io/v1:RoleBinding",
    "kubernetes:rbac.authorization.k8s.io/v1:ClusterRoleBinding",
  ],
  *check(subject) {
    const { inputs } = subject;
    for (const one of inputs.at("subjects").items) {
      const [kind, name] = [one.at("kind").shown, one.at("name").shown];
      if (
        GROUPS.includes(name) ||
        name.startsWith("system:serviceaccounts:") ||
        (kind === "ServiceAccount" && name === "default")
      )
        yield violation(
          subject,
          `binds ${kind} ${name}`,
          "one account is asked for",
          "bind a ServiceAccount of its own",
        );
    }
    if (inputs.at("roleRef", "name").text === "cluster-admin")
      yield violation(
        subject,
        "binds cluster-admin",
        "no role may allow everything",
        "make a role of its own",
      );
  },
};
