import type { Horizon, Posture, Role, Scalar, SizeName } from "../catalog/types";
import type { CredentialName, Mail } from "../oncall/channels";

/** Config of one stack without its secrets; every field is set, optional ones to undefined. */
export interface Settings {
  /** Who the environment is. */
  readonly role: Role;
  /** What it does now. @default active on the primary, passive on the standby */
  readonly posture: Posture;
  /** The other environment's stack, `<organization>/<project>/<stack>`. */
  readonly peerStack: string | undefined;
  /** AWS region of this environment. */
  readonly region: string;
  /** AWS region of the replica buckets; always set on the primary, and never `region`. */
  readonly replicaRegion: string | undefined;
  /** AWS region of the primary; always set on the standby, and never `region`. */
  readonly primaryRegion: string | undefined;
  /** AWS account, 12 digits. */
  readonly accountId: string;
  /** OIDC issuer of the cluster, host and path without `https://`. */
  readonly oidcProvider: string;
  /** Image of all jobs, by digest. */
  readonly jobImage: string;
  /** age public keys that every backup is encrypted to; at least one. */
  readonly ageRecipients: readonly string[];
  /** Database host by service id; holds every service that is declared. */
  readonly databaseHosts: Readonly<Record<string, string>>;
  /** Database port by service id, where it is not the catalog's. @default {} */
  readonly databasePorts: Readonly<Record<string, number>>;
  /** libpq's sslmode of the jobs. @default "require" */
  readonly sslMode: "disable" | "require";
  /** Login that makes the jobs' database roles. @default "lifeboat_admin" */
  readonly databaseAdminUser: string;
  /** S3 endpoint in place of the region's own. */
  readonly s3Endpoint: string | undefined;
  /** Ending of every bucket name. */
  readonly bucketSuffix: string | undefined;
  /** Id of the incident or drill that the posture belongs to; a label. */
  readonly activation: string | undefined;
  /** Ids of the services to declare, in the catalog's order. @default all of the catalog */
  readonly services: readonly string[];
  /** Host name of the load balancer before this environment's ingress. */
  readonly ingressHost: string;
  /** Route 53 hosted zone id by domain; every failover host lies in one. */
  readonly hostedZones: Readonly<Record<string, string>>;
  /** A second version's load balancer and its share of the traffic in percent, by service id. @default {} */
  readonly canary: Readonly<Record<string, { readonly host: string; readonly percent: number }>>;
  /** Cloudflare's zone id by domain; every CDN's host lies in one. @default {} */
  readonly cloudflareZones: Readonly<Record<string, string>>;
  /** Base URL of Cloudflare's API in place of its own. */
  readonly cloudflareApiUrl: string | undefined;
  /** Image by digest, by repository as the catalog names it. */
  readonly images: Readonly<Record<string, string>>;
  /** Size of the capacity plan that objectives are checked at. @default "now" */
  readonly capacityHorizon: Horizon;
  /** The operator's word that the primary is lost and cannot be fenced. @default false */
  readonly primaryLost: boolean;
  /** Id or time of the backup that a takeover of a lost primary restores, by service id. @default {}: the newest */
  readonly restoreBackups: Readonly<Record<string, string>>;
  /** Host that verifications and drills restore into, by service id. @default {}: the service's own host */
  readonly scratchHosts: Readonly<Record<string, string>>;
  /** Whether the cluster has the Prometheus Operator: without it no rule, exporter or scrape target is declared. @default true */
  readonly prometheusOperator: boolean;
  /** Host and port of blackbox_exporter. @default kube-prometheus' own in `monitoringNamespace` */
  readonly blackboxExporter: string;
  /** Store that the services' logs are sent to; undefined where nothing collects them. */
  readonly logs: LogStore | undefined;
  /** Mail server and addresses of those on call; undefined where nobody is mailed. */
  readonly oncallMail: Mail | undefined;
  /** Address that the watchdog alert is sent to, where it is no secret. */
  readonly deadManUrl: string | undefined;
  /** Namespace of Alertmanager, and from which metrics are scraped. @default "monitoring", on the standby "monitoring-dr" */
  readonly monitoringNamespace: string;
  /** Whom the pods' network policies name. */
  readonly network: Network;
  /** Size of a service's workloads, by service id, in every posture but safe. @default {}: normal */
  readonly sizes: Readonly<Record<string, SizeName>>;
  /** Feature flags that differ from the catalog's, by service id and flag. @default {} */
  readonly features: Readonly<Record<string, Readonly<Record<string, Scalar>>>>;
  /** Ids of the services in maintenance mode. @default [] */
  readonly maintenance: readonly string[];
  /** Store that Secrets are read from in place of config; undefined where config has their values. */
  readonly secretStore: SecretStore | undefined;
  /** Who issues certificates; undefined where the cluster has no cert-manager: others lead traffic to the Services then. */
  readonly certificates: Certificates | undefined;
  /** Most that the cluster grants to a service's namespace, as sums of limits, by service id. @default {}: what it needs */
  readonly namespaceQuotas: Readonly<Record<string, { readonly cores: number; readonly memoryGib: number }>>;
}

/** A store outside the cluster that External Secrets Operator reads (external-secrets.io/v1). */
export interface SecretStore {
  readonly kind: "SecretStore" | "ClusterSecretStore";
  /** Name of the store object; a SecretStore is needed in each service's namespace. */
  readonly name: string;
}

/** An Elasticsearch or OpenSearch for logs. */
export interface LogStore {
  /** Base URL, https. */
  readonly url: string;
  /** Login that may create documents and indices. */
  readonly user: string;
  /** Login that keeps policies and templates, and in whose name the store deletes indices. */
  readonly retentionUser: string;
  /** Authority of its certificate, PEM. @default the image's own */
  readonly caCertificate?: string | undefined;
}

/** Neighbours of the services' pods in the cluster. */
export interface Network {
  /** Namespace of the ingress controller. @default "ingress-nginx" */
  readonly ingressNamespace: string;
  /** Networks of private AWS endpoints (S3, STS) that jobs reach over HTTPS. @default []: public ones */
  readonly endpointCidrs: readonly string[];
}

/** Certificates and the Ingresses that serve them. */
export interface Certificates {
  /** Name of the issuer. */
  readonly issuer: string;
  /** Whether it is the cluster's or the namespace's own. @default "ClusterIssuer" */
  readonly issuerKind: "ClusterIssuer" | "Issuer";
  /** Class of the ingress controller. @default "nginx" */
  readonly ingressClass: string;
}

/** Passwords of the roles on one service's database server. */
export interface DatabasePasswords<Value> {
  /** Of `databaseAdminUser`, which declares the others. */
  readonly admin: Value;
  /** Of `<database>_backup`, which only reads. Undefined, as the next three, only with a `secretStore`. */
  readonly backup?: Value | undefined;
  /** Of `<database>_restore`, which creates databases and owns what it restores. */
  readonly restore?: Value | undefined;
  /** Of `<database>_migrate`, which changes the schema as its owner. */
  readonly migrate?: Value | undefined;
  /** Of `<database>_monitor`, which reads statistics; set where the cluster has the Prometheus Operator. */
  readonly monitor?: Value | undefined;
  /** Of `<database>_app`, which reads and writes rows and can drop nothing. */
  readonly app?: Value | undefined;
}

/** Credentials by name; those of channels that are not used are not there. */
export type Credentials<Value> = { readonly [Name in CredentialName]?: Value | undefined };

/** API tokens of Cloudflare. */
export interface CloudflareTokens<Value> {
  /** May purge the cache and nothing else: it lies in the cluster. Undefined only with a `secretStore`. */
  readonly purge?: Value | undefined;
  /** May change settings and cache rules of the zones; always set on the primary, and never in a cluster. */
  readonly settings?: Value | undefined;
}

/** Secrets of one stack in the clear; leaves this module only as Pulumi secrets. */
export interface PlainSecrets {
  /** Passwords of a service's database logins, by service id. */
  readonly databases: Readonly<Record<string, DatabasePasswords<string>>>;
  /** Secrets of the applications' own: variable to value, by service id. */
  readonly workloads: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** API tokens of Cloudflare; undefined where no service that is declared has a CDN. */
  readonly cloudflare: CloudflareTokens<string> | undefined;
  /** age private key; undefined only with a `secretStore`. */
  readonly ageIdentity: string | undefined;
  /** Password of the log store's login; undefined without `logs`, or with a `secretStore`. */
  readonly logStorePassword: string | undefined;
  /** Password of the login that keeps retention; undefined as the one before. */
  readonly logRetentionPassword: string | undefined;
  /** Credentials of the channels of those on call. */
  readonly oncall: Credentials<string>;
}
