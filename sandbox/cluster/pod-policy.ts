/**
 * A policy that changes pods when they are made, and its binding.
 * @param expression CEL of an apply configuration, which is laid over the pod
 * @param namespaces whose pods are changed. @default all
 */
export function podPolicy(
  name: string,
  expression: string,
  namespaces?: readonly string[],
): readonly object[] {
  const apiVersion = "admissionregistration.k8s.io/v1beta1";
  const pods = { apiGroups: [""], apiVersions: ["v1"], operations: ["CREATE"], resources: ["pods"] };
  return [
    {
      apiVersion,
      kind: "MutatingAdmissionPolicy",
      metadata: { name },
      spec: {
        matchConstraints: { resourceRules: [pods] },
        failurePolicy: "Fail",
        reinvocationPolicy: "Never",
        mutations: [{ patchType: "ApplyConfiguration", applyConfiguration: { expression } }],
      },
    },
    {
      apiVersion,
      kind: "MutatingAdmissionPolicyBinding",
      metadata: { name },
      spec: {
        policyName: name,
        ...(namespaces === undefined ? {} : { matchResources: { namespaceSelector: among(namespaces) } }),
      },
    },
  ];
}

const among = (namespaces: readonly string[]): object => ({
  matchExpressions: [{ key: "kubernetes.io/metadata.name", operator: "In", values: namespaces }],
});
