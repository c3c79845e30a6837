import { createHash, createHmac } from "node:crypto";
import { repositoryEnding } from "../../lib/repository";
import type { LoginName, Role } from "../catalog/types";
import { checkedName } from "./limits";

export { checkedName } from "./limits";

/** Duty of a workload's or job's identity; part of role, account and object names. */
export type Duty =
  | "backup"
  | "verify"
  | "restore"
  | "config-backup"
  | "config-restore"
  | "replication"
  | "reader"
  | "server"
  | "probe"
  | "purge";

const suffixed = (base: string, suffix: string | undefined): string =>
  suffix === undefined || suffix === "" ? base : `${base}-${suffix}`;

/**
 * Bucket that the primary environment writes to.
 * @param bucket name from the catalog, as the runbook gives it (STOCK-1)
 * @param suffix config's `bucketSuffix`: bucket names are unique in all of S3 @default none
 * @throws ProblemError outside S3's limits
 */
export function primaryBucket(bucket: string, suffix?: string): string {
  return checkedName("bucket", "bucket of the primary", suffixed(bucket, suffix));
}

/** Copy of the primary's bucket in the DR region, filled by replication. @throws ProblemError outside S3's limits */
export function replicaBucket(bucket: string, suffix?: string): string {
  return checkedName("bucket", "replica bucket", `${suffixed(bucket, suffix)}-replica`);
}

/** Bucket that the standby writes to once it serves. @throws ProblemError outside S3's limits */
export function standbyBucket(bucket: string, suffix?: string): string {
  return checkedName("bucket", "bucket of the standby", `${suffixed(bucket, suffix)}-dr`);
}

/** Bucket that an environment of this role writes to: its vault. @throws ProblemError outside S3's limits */
export function vaultBucket(bucket: string, role: Role, suffix?: string): string {
  return role === "primary" ? primaryBucket(bucket, suffix) : standbyBucket(bucket, suffix);
}

/**
 * Bucket that the service's database servers archive to in the region of the environment of this role; those of both
 * environments write to both. @throws ProblemError outside S3's limits
 */
export function repositoryBucket(bucket: string, role: Role, suffix?: string): string {
  return checkedName("bucket", "repository bucket", `${suffixed(bucket, suffix)}${repositoryEnding[role]}`);
}

/**
 * Bucket for the access logs of all of an environment's buckets in one region; both environments may share a region.
 * @throws ProblemError outside S3's limits
 */
export function accessLogBucket(region: string, role: Role, suffix?: string): string {
  return checkedName(
    "bucket",
    "access log bucket",
    suffixed(`lifeboat-access-logs-${role}-${region}`, suffix),
  );
}

/** Namespace of a service: the catalog's on the primary, `-dr` added on the standby (STOCK-5). */
export function namespaceName(namespace: string, role: Role): string {
  return checkedName("label", "namespace", role === "primary" ? namespace : `${namespace}-dr`);
}

/**
 * Alias of a service's key in an environment: the primary's also names its replica key in the DR region, so the
 * standby's own key needs another; `purpose` separates the keys of the legal vault and of the repository from that of the
 * backups.
 */
export function kmsAlias(
  service: string,
  role: Role,
  purpose: "backups" | "legal" | "repository" = "backups",
): string {
  return checkedName("kmsAlias", "KMS alias", `alias/lifeboat/${service}-${purpose}-${role}`);
}

/** IAM role of one duty: `lifeboat-<service>-<duty>-<role>`; IAM is global, so the role is part of it. */
export function roleName(service: string, duty: Duty, role: Role): string {
  return checkedName("role", "IAM role", `lifeboat-${service}-${duty}-${role}`);
}

/** Kubernetes ServiceAccount of one duty: `lifeboat-<duty>`; its namespace identifies the service. */
export function serviceAccountName(duty: Duty): string {
  return checkedName("label", "service account", `lifeboat-${duty}`);
}

/** Kubernetes ServiceAccount of the database server that a stack declares. */
export const serverAccountName = "postgresql";

/** Object that names a cluster's environment: every cluster has this namespace, and no stack declares or removes it. */
export const clusterOwner = { namespace: "kube-public", name: "lifeboat-cluster-owner" } as const;

/** PriorityClass of an environment: the kind is cluster-wide, and its names say which environment made it. */
export function priorityClassName(priority: string, role: Role): string {
  return checkedName("object", "PriorityClass", `lifeboat-${priority}-${role}`);
}

/** CronJob of one job of a service: `<service>-<job>`. @throws ProblemError over 52 characters */
export function cronJobName(service: string, job: string): string {
  return checkedName("cronJob", "CronJob", `${service}-${job}`);
}

/** Any other Kubernetes object whose name becomes a label or a DNS label: Service, Deployment, Role. */
export function objectName(...parts: readonly string[]): string {
  return checkedName("label", "Kubernetes object", parts.join("-"));
}

/** HorizontalPodAutoscaler of a workload, as the runbooks call it (STOCK-7, MAC-1): `<workload>-hpa`. */
export function autoscalerName(workload: string): string {
  return objectName(workload, "hpa");
}

/** Ten hex digits of a text's SHA-256. */
export function contentDigest(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 10);
}

/**
 * Name of an immutable ConfigMap: the base and {@link contentDigest} of the content, so that a
 * changed content is a new object and rolls its pods (MAC-2).
 * @param content text, or file names to texts; the order of keys does not matter
 */
export function contentName(base: string, content: string | Readonly<Record<string, string>>): string {
  const digest = contentDigest(typeof content === "string" ? content : canonical(content));
  return checkedName("object", "ConfigMap or Secret", `${base}-${digest}`);
}

/**
 * The same for a Secret: the digest is keyed, so that without the key nobody can check a guessed value against the name.
 * @param key a secret of high entropy that readers of the values do not have
 */
export function secretContentName(
  base: string,
  key: string,
  content: Readonly<Record<string, string>>,
): string {
  const digest = createHmac("sha256", key)
    .update(`lifeboat secret name\n${canonical(content)}`)
    .digest("hex");
  return checkedName("object", "ConfigMap or Secret", `${base}-${digest.slice(0, 10)}`);
}

/** Entry of a service in a secret store; its properties are the values. */
export function secretStoreEntry(service: string): string {
  return `lifeboat/${service}`;
}

/** Keys and values as one text, independent of the keys' order. */
function canonical(content: Readonly<Record<string, string>>): string {
  return JSON.stringify(Object.entries(content).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** PostgreSQL role for a login of a database, or that its application acts as: `<database>_<login>`. @throws ProblemError over 63 bytes */
export function databaseRole(database: string, login: LoginName | "application"): string {
  return checkedName("identifier", "database role", `${database}_${login}`);
}

/**
 * Default database of a restore, beside the serving one (JACK-8).
 * @param compactId backup id without the characters that an identifier cannot contain, at most 22 characters
 */
export function restoreDatabase(database: string, compactId: string): string {
  return checkedName("identifier", "restore database", `${database}_restore_${compactId.toLowerCase()}`);
}

/** ARN of an IAM role. */
export function roleArn(accountId: string, name: string): string {
  return `arn:aws:iam::${accountId}:role/${name}`;
}

/** ARN of a bucket; `arn:aws:s3:::<bucket>/<key>` for a key or pattern in it. */
export function bucketArn(bucket: string, key?: string): string {
  return key === undefined ? `arn:aws:s3:::${bucket}` : `arn:aws:s3:::${bucket}/${key}`;
}

/** ARN of a KMS alias. */
export function kmsAliasArn(region: string, accountId: string, alias: string): string {
  return `arn:aws:kms:${region}:${accountId}:${alias}`;
}

/** ARN of the cluster's OIDC provider. @param issuer host and path, without `https://` */
export function oidcProviderArn(accountId: string, issuer: string): string {
  return `arn:aws:iam::${accountId}:oidc-provider/${issuer}`;
}

/** The `sub` claim of a ServiceAccount's token, for a trust policy. */
export function serviceAccountSubject(namespace: string, serviceAccount: string): string {
  return `system:serviceaccount:${namespace}:${serviceAccount}`;
}
