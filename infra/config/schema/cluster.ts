import { z } from "zod";
import { remove } from "../command";
import { facts, remedyOf, type KeyFacts } from "./key-facts";

const label = z.string().regex(/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/);

const certificates: KeyFacts = {
  what: "who issues certificates, and the class of the ingress controller that serves them",
  changes:
    "Certificates and Ingresses; needs cert-manager in the cluster, and an issuer that proves a name by DNS",
  limit:
    "be an object of issuer (its name), issuerKind (ClusterIssuer or Issuer) and ingressClass (name of an IngressClass)",
  example: { issuer: "letsencrypt", issuerKind: "ClusterIssuer", ingressClass: "nginx" },
  unset: "no Certificate and no Ingress is declared",
};

/** Keys of the cluster that an environment runs in. */
export const clusterKeys = {
  network: z
    .strictObject({
      /** Namespace of the ingress controller. */
      ingressNamespace: label.default("ingress-nginx"),
      /** Networks of private AWS endpoints (S3, STS) that jobs reach over HTTPS; none: public ones. */
      endpointCidrs: z.array(z.union([z.cidrv4(), z.cidrv6()])).default([]),
    })
    .prefault({})
    .register(facts, {
      what: "neighbours of the services' pods: namespace of the ingress controller, networks of private AWS endpoints",
      changes: "whom the NetworkPolicies let pass",
      limit:
        "be an object of ingressNamespace (name of a namespace) and endpointCidrs (list of networks such as 10.0.8.0/24)",
      example: { ingressNamespace: "ingress-nginx", "endpointCidrs.*": "10.0.8.0/24" },
    }),
  secretStore: z
    .strictObject({
      /** A SecretStore is needed in each service's namespace. */
      kind: z.enum(["SecretStore", "ClusterSecretStore"]),
      /** Name of the store object. */
      name: z.string().regex(/^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$/),
    })
    .optional()
    .register(facts, {
      what: "store that External Secrets Operator reads in place of Secrets with values of config",
      changes: "ExternalSecrets in place of Secrets",
      limit:
        "be an object of kind (SecretStore or ClusterSecretStore) and name, an external-secrets.io/v1 store",
      example: { kind: "ClusterSecretStore", name: "<name>" },
      note: "and .name",
      unset: "Secrets have the values of config",
    }),
  certificates: z
    .strictObject({
      /** Name of the issuer. */
      issuer: label,
      /** Whether it is the cluster's or the namespace's own. */
      issuerKind: z.enum(["ClusterIssuer", "Issuer"]).default("ClusterIssuer"),
      /** Class of the ingress controller. */
      ingressClass: label.default("nginx"),
    })
    .optional()
    .register(facts, {
      ...certificates,
      remedy: (key) => `${remedyOf(key, certificates)} # or, without cert-manager: ${remove(key)}`,
    }),
  namespaceQuotas: z
    .record(
      z.string(),
      z.strictObject({ cores: z.coerce.number().positive(), memoryGib: z.coerce.number().positive() }),
    )
    .default({})
    .register(facts, {
      what: "most that the cluster grants to a service's namespace, as sums of limits, by service id",
      changes: "the ResourceQuota, in place of what the service needs",
      limit:
        "be an object of service id to {cores, memoryGib}, both above 0, for services of the catalog only",
      example: { "*.cores": "40", "*.memoryGib": "64" },
      note: "and .memoryGib",
      byService: "any",
    }),
};
