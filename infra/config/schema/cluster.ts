import { z } from "zod";
import { remove, set } from "../command";
import { help } from "./key-facts";

const label = z.string().regex(/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/);

/** Keys of the cluster that an environment runs in. */
export const clusterKeys = {
  /**
   * Neighbours of the service's pods: namespace of the ingress controller, and networks of AWS endpoints that are
   * private. @default { ingressNamespace: "ingress-nginx", endpointCidrs: [] }
   */
  network: z
    .strictObject({
      ingressNamespace: label.default("ingress-nginx"),
      endpointCidrs: z.array(z.union([z.cidrv4(), z.cidrv6()])).default([]),
    })
    .prefault({})
    .register(help, {
      limit:
        "be an object of ingressNamespace (name of a namespace) and endpointCidrs (list of networks such as 10.0.8.0/24)",
      remedy: set("network.ingressNamespace", "ingress-nginx"),
      parts: { ingressNamespace: "ingress-nginx", "endpointCidrs.*": "10.0.8.0/24" },
    }),
  /** Store that External Secrets Operator reads in place of Secrets with values of config. @default none */
  secretStore: z
    .strictObject({
      kind: z.enum(["SecretStore", "ClusterSecretStore"]),
      name: z.string().regex(/^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$/),
    })
    .optional()
    .register(help, {
      limit:
        "be an object of kind (SecretStore or ClusterSecretStore) and name, an external-secrets.io/v1 store",
      remedy: `${set("secretStore.kind", "ClusterSecretStore")} # and .name`,
      parts: { kind: "ClusterSecretStore", name: "<name>" },
    }),
  /**
   * Who issues the certificates, and the class of the ingress controller that serves them; needs cert-manager in the
   * cluster, and an issuer that proves a name by DNS. @default none: no Certificate and no Ingress is declared
   */
  certificates: z
    .strictObject({
      issuer: label,
      issuerKind: z.enum(["ClusterIssuer", "Issuer"]).default("ClusterIssuer"),
      ingressClass: label.default("nginx"),
    })
    .optional()
    .register(help, {
      limit:
        "be an object of issuer (its name), issuerKind (ClusterIssuer or Issuer) and ingressClass (name of an IngressClass)",
      remedy: `${set("certificates.issuer", "letsencrypt")} # or, without cert-manager: ${remove("certificates")}`,
      parts: { issuer: "letsencrypt", issuerKind: "ClusterIssuer", ingressClass: "nginx" },
    }),
  /** Most that the cluster grants to a service's namespace, as sums of limits, by service id. @default {}: what the service needs */
  namespaceQuotas: z
    .record(
      z.string(),
      z.strictObject({ cores: z.coerce.number().positive(), memoryGib: z.coerce.number().positive() }),
    )
    .default({})
    .register(help, {
      limit:
        "be an object of service id to {cores, memoryGib}, both above 0, for services of the catalog only",
      remedy: `${set("namespaceQuotas.<service>.cores", "40")} # and .memoryGib`,
      parts: { "*.cores": "40", "*.memoryGib": "64" },
    }),
};
