import { podPolicy } from "./pod-policy";

/**
 * A policy by which every new pod gets credentials that moto takes: what EKS does by a webhook of its own, with a token
 * in place of a key.
 */
export function awsCredentials(): readonly object[] {
  const env =
    '[{"name": "AWS_ACCESS_KEY_ID", "value": "AKIASANDBOX000000000"}, {"name": "AWS_SECRET_ACCESS_KEY", "value": "sandbox"}]';
  const variables = `${env}.map(each, Object.spec.containers.env{name: each["name"], value: each["value"]})`;
  const expression =
    "Object{spec: Object.spec{containers: object.spec.containers.map(c, " +
    `Object.spec.containers{name: c.name, env: ${variables}})}}`;
  return podPolicy("aws-credentials", expression);
}
