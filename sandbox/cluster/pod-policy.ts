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

/**
 * A policy by which new pods get variables, in their containers and init containers.
 * @param namespaces whose pods are changed. @default all
 */
export function podVariables(
  name: string,
  variables: Readonly<Record<string, string>>,
  namespaces?: readonly string[],
): readonly object[] {
  const pairs = Object.entries(variables).map(
    ([key, value]) => `{"name": ${JSON.stringify(key)}, "value": ${JSON.stringify(value)}}`,
  );
  const given = (type: string): string =>
    `${type}{name: c.name, env: [${pairs.join(", ")}].map(v, ${type}.env{name: v["name"], value: v["value"]})}`;
  const all = (list: string): string => `object.spec.${list}.map(c, ${given(`Object.spec.${list}`)})`;
  const expression =
    "Object{spec: has(object.spec.initContainers) " +
    `? Object.spec{containers: ${all("containers")}, initContainers: ${all("initContainers")}} ` +
    `: Object.spec{containers: ${all("containers")}}}`;
  return podPolicy(name, expression, namespaces);
}

const among = (namespaces: readonly string[]): object => ({
  matchExpressions: [{ key: "kubernetes.io/metadata.name", operator: "In", values: namespaces }],
});
