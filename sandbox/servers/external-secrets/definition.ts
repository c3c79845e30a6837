import type { Definition } from "../kube-apiserver/definition";

/** ExternalSecret of External Secrets Operator. */
export const externalSecrets: Definition = {
  folder: __dirname,
  module: "github.com/external-secrets/external-secrets",
  plural: "externalsecrets",
  group: "/apis/external-secrets.io/v1",
};
