import { violation } from "../../support/input/finding";
import type { ResourceRule } from "../../support/rule";

/** All of a kind: `*`, a subresource of all resources, and URL patterns without a path. */
const ALL = /^(\/?\*+$|\*\/)/;

/** Rights must be listed one by one. */
export const rbacNamesWhatItAllows: ResourceRule = {
  name: "rbac-names-what-it-allows",
  demands: "A Role or ClusterRole names API groups, resources and verbs.",
  sources: ["CIS Kubernetes 5.1.3", "CKV_K8S_49", "C-0187"],
  profile: "general",
  severity: "high",
  types: [
    "kubernetes:rbac.authorization.k8s.io/v1:Role",
    "kubernetes:rbac.authorization.k8s.io/v1:ClusterRole",
  ],
  *check(subject) {
    for (const [index, rule] of subject.inputs.at("rules").items.entries()) {
      const wide = ["apiGroups", "resources", "verbs", "nonResourceURLs"].filter((field) =>
        rule.at(field).items.some((item) => ALL.test(item.text ?? "")),
      );
      if (wide.length > 0)
        yield violation(
          subject,
          `rules[${index}] has * in ${wide.join(", ")}`,
          "each must be named",
          "list what is needed",
        );
    }
  },
};
