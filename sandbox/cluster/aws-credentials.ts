import { podVariables } from "./pod-policy";

/**
 * A policy by which every new pod gets credentials that moto takes: what EKS does by a webhook of its own, with a token
 * in place of a key.
 */
export function awsCredentials(): readonly object[] {
  return podVariables("aws-credentials", {
    AWS_ACCESS_KEY_ID: "AKIASANDBOX000000000",
    AWS_SECRET_ACCESS_KEY: "sandbox",
  });
}
