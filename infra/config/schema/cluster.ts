import { z } from "zod";
import { remove } from "../command";
import { facts, remedyOf, type KeyFacts } from "./key-facts";

const label = z.string().regex(/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/);

const certificates: KeyFacts = {
  what: "issuer of certificates, and class of the ingress controller that serves them",
  changes:
    "Certificates and Ingresses; an issuer needs cert-manager in the cluster, and a DNS solver. Without issuer only the Ingresses are declared, and their Secrets come from elsewhere",
  limit:
    "be an object of issuer (its name), issuerKind (ClusterIssuer or Issuer) and ingressClass (name of an IngressClass)",
  example: { issuer: "letsencrypt", issuerKind: "ClusterIssuer", ingressClass: "nginx" },
  blank: { issuer: "<issuer>", issuerKind: "<ClusterIssuer|Issuer>", ingressClass: "<class>" },
  unset: "no Certificate and no Ingress is declared",
};

/** Keys of the cluster that an environment runs in. */
export const clusterKeys = {
  network: z
    .strictObject({
      /** Namespace of the ingress controller. */
      ingressNamespace: label.default("ingress-nginx"),
      /** Networks of private AWS endpoints (S3, STS) that jobs reach over HTTPS. @default public endpoints */
      endpointCidrs: z.array(z.union([z.cidrv4(), z.cidrv6()])).default([]),
      /** Networks from which database servers in the cluster are reached. @default none */
      databaseCidrs: z.array(z.union([z.cidrv4(), z.cidrv6()])).default([]),
    })
    .prefault({})
    .register(facts, {
      what: "network peers of the services' pods: namespace of the ingress controller, networks of private AWS endpoints, networks from which a database server in the cluster is reached",
      changes: "what the NetworkPolicies allow",
      limit:
        "be an object of ingressNamespace (name of a namespace), endpointCidrs and databaseCidrs (lists of networks such as 10.0.8.0/24)",
      example: {
        ingressNamespace: "ingress-nginx",
        "endpointCidrs.*": "10.0.8.0/24",
        "databaseCidrs.*": "10.0.9.0/24",
      },
      blank: {
        ingressNamespace: "<namespace>",
        "endpointCidrs.*": "<network>",
        "databaseCidrs.*": "<network>",
      },
    }),
  secretStore: z
    .strictObject({
      /** A SecretStore must exist in each service's namespace. */
      kind: z.enum(["SecretStore", "ClusterSecretStore"]),
      /** Name of the store object. */
      name: z.string().regex(/^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$/),
    })
    .optional()
    .register(facts, {
      what: "store from which External Secrets Operator takes the values of Secrets, instead of config",
      changes: "Secrets into ExternalSecrets",
      limit:
        "be an object of kind (SecretStore or ClusterSecretStore) and name, an external-secrets.io/v1 store",
      example: { kind: "ClusterSecretStore", name: "<name>" },
      blank: { kind: "<SecretStore|ClusterSecretStore>" },
      note: "and .name",
      unset: "Secrets have their values from config",
    }),
  certificates: z
    .strictObject({
      /** Name of the issuer; without one the certificates' Secrets come from elsewhere. */
      issuer: label.optional(),
      /** Whether it is the cluster's or the namespace's own. */
      issuerKind: z.enum(["ClusterIssuer", "Issuer"]).default("ClusterIssuer"),
      /** Class of the ingress controller. */
      ingressClass: label.default("nginx"),
    })
    .optional()
    .register(facts, {
      ...certificates,
      remedy: (key) =>
        `${remedyOf(key, certificates)} # or, without cert-manager: ${remove(`${key}.issuer`)}`,
    }),
  namespaceQuotas: z
    .record(
      z.string(),
      z.strictObject({ cores: z.coerce.number().positive(), memoryGib: z.coerce.number().positive() }),
    )
    .default({})
    .register(facts, {
      what: "maximum sums of limits that the cluster grants to a service's namespace, by service id",
      changes: "the ResourceQuota, which otherwise is what the service needs",
      limit: "be an object of service id of the catalog to {cores, memoryGib}, both above 0",
      example: { "*.cores": "40", "*.memoryGib": "64" },
      blank: { "*.cores": "<cores>", "*.memoryGib": "<GiB>" },
      note: "and .memoryGib",
      byService: "any",
    }),
};
