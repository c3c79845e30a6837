import { violation } from "../../support/input/finding";
import { podTypes } from "../../support/kubernetes/pod";
import type { ResourceRule } from "../../support/rule";
import { autoscalerTypes } from "../../support/kubernetes/workload";

/** Namespaced custom resources of Prometheus, External Secrets and cert-manager. */
const CUSTOM: readonly string[] = [
  "kubernetes:monitoring.coreos.com/v1:PodMonitor",
  "kubernetes:monitoring.coreos.com/v1:Probe",
  "kubernetes:monitoring.coreos.com/v1:PrometheusRule",
  "kubernetes:monitoring.coreos.com/v1:ServiceMonitor",
  "kubernetes:external-secrets.io/v1:ExternalSecret",
  "kubernetes:external-secrets.io/v1beta1:ExternalSecret",
  "kubernetes:cert-manager.io/v1:Certificate",
];

/** Objects in `default` are easily overlooked. */
export const objectHasANamespace: ResourceRule = {
  name: "object-has-a-namespace",
  demands: "A namespaced object names a namespace other than default.",
  sources: ["CIS Kubernetes 5.6.4", "CKV_K8S_21"],
  profile: "general",
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
    "kubernetes:core/v1:Endpoints",
    "kubernetes:discovery.k8s.io/v1:EndpointSlice",
    ...autoscalerTypes,
    "kubernetes:policy/v1:PodDisruptionBudget",
    "kubernetes:networking.k8s.io/v1:Ingress",
    "kubernetes:networking.k8s.io/v1:NetworkPolicy",
    "kubernetes:rbac.authorization.k8s.io/v1:Role",
    "kubernetes:rbac.authorization.k8s.io/v1:RoleBinding",
    ...CUSTOM,
  ],
  *check(subject) {
    const namespace = subject.inputs.at("metadata", "namespace");
    if (!namespace.isSet || namespace.text === "" || namespace.text === "default")
      yield violation(
        subject,
        `namespace is ${namespace.shown || "empty"}`,
        "a namespace other than default is required",
        "set metadata.namespace",
      );
  },
};
