import type { Definition } from "../kube-apiserver/definition";

/** Certificate of cert-manager. */
export const certificates: Definition = {
  folder: __dirname,
  module: "github.com/cert-manager/cert-manager",
  plural: "certificates",
  group: "/apis/cert-manager.io/v1",
};
