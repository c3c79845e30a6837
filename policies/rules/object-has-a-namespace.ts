import { violation } from "../support/finding";
import { podTypes } from "../support/pod";
import type { ResourceRule } from "../support/rule";

/** Nothing lands where nobody looks. */
export const objectHasANamespace: ResourceRule = {
  name: "object-has-a-namespace",
  demands: "An object of a namespace names one that is not default.",
  sources: ["CIS Kubernetes 5.6.4", "CKV_K8S_21"],
  severity: "medium",
  types: [
    ...podTypes,
    "kubernetes:core/v1:ConfigMap",
    "kubernetes:core/v1:Secret",
    "kubernetes:core/v1:Service",
    "kubernetes:core/v1:ServiceAccount",
    "kubernetes:core/v1:PersistentVolumeClaim",
    "kubernetes:core/v1:LimitRange",
    "kubernetes:core/v1:ResourceQuota",
    "kubernetes:autoscaling/v2:HorizontalPodAutoscaler",
    "kubernetes:policy/v1:PodDisruptionBudget",
    "kubernetes:networking.k8s.io/v1:Ingress",
    "kubernetes:networking.k8s.io/v1:NetworkPolicy",
    "kubernetes:rbac.authorization.k8s.io/v1:Role",
    "kubernetes:rbac.authorization.k8s.io/v1:RoleBinding",
  ],
  *check(subject) {
    const namespace = subject.inputs.at("metadata", "namespace");
    if (!namespace.isSet || namespace.text === "" || namespace.text === "default")
      yield violation(
        subject,
        `namespace is ${namespace.shown || "empty"}`,
        "a namespace of its own is asked for",
        "set metadata.namespace",
      );
  },
};
