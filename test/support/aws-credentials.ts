/**
 * A policy by which every new pod gets credentials that moto takes: what EKS does by a webhook of its own, with a token
 * in place of a key.
 */
export function awsCredentials(): readonly object[] {
  const name = "aws-credentials";
  const env =
    '[{"name": "AWS_ACCESS_KEY_ID", "value": "AKIASANDBOX000000000"}, {"name": "AWS_SECRET_ACCESS_KEY", "value": "sandbox"}]';
  const variables = `${env}.map(each, Object.spec.containers.env{name: each["name"], value: each["value"]})`;
  const expression =
    "Object{spec: Object.spec{containers: object.spec.containers.map(c, " +
    `Object.spec.containers{name: c.name, env: ${variables}})}}`;
  const apiVersion = "admissionregistration.k8s.io/v1beta1";
  return [
    {
      apiVersion,
      kind: "MutatingAdmissionPolicy",
      metadata: { name },
      spec: {
        matchConstraints: {
          resourceRules: [
            { apiGroups: [""], apiVersions: ["v1"], operations: ["CREATE"], resources: ["pods"] },
          ],
        },
        failurePolicy: "Fail",
        reinvocationPolicy: "Never",
        mutations: [{ patchType: "ApplyConfiguration", applyConfiguration: { expression } }],
      },
    },
    { apiVersion, kind: "MutatingAdmissionPolicyBinding", metadata: { name }, spec: { policyName: name } },
  ];
}
