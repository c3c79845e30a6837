import type { Certificate, Domain, Role } from "../../catalog/types";
import type { Settings } from "../../config";

/** Who issues the certificates. */
export type Issuer = Pick<NonNullable<Settings["certificates"]>, "issuer" | "issuerKind">;

const hours = (days: number): string => `${days * 24}h`;

/**
 * Host names that an environment answers at for a domain: the public one, and that of this environment alone, which its
 * health check and its alerts ask. What others run (a CDN, a status page) has none here.
 */
export function entranceHosts(
  {
    host,
    primaryHost,
    standbyHost,
    workload,
  }: Pick<Domain, "host" | "primaryHost" | "standbyHost" | "workload">,
  role: Role,
): readonly string[] {
  if (workload === undefined) return [];
  const own = role === "primary" ? primaryHost : standbyHost;
  return own === undefined || own === host ? [host] : [host, own];
}

/**
 * Spec of a cert-manager Certificate (STOCK-13, MAC-7): one for all hosts of a service, a new key each time, on P-256,
 * which every TLS 1.2 client can (RFC 8422, RFC 8446).
 */
export function certificateSpec(
  { secretName, durationDays, renewBeforeDays }: Certificate,
  hosts: readonly string[],
  { issuer, issuerKind }: Issuer,
  labels: Readonly<Record<string, string>>,
) {
  return {
    secretName,
    secretTemplate: { labels: { ...labels } },
    issuerRef: { group: "cert-manager.io", kind: issuerKind, name: issuer },
    dnsNames: [...new Set(hosts)],
    duration: hours(durationDays),
    renewBefore: hours(renewBeforeDays),
    privateKey: { algorithm: "ECDSA", size: 256, encoding: "PKCS8", rotationPolicy: "Always" },
    usages: ["digital signature", "server auth"],
    revisionHistoryLimit: 3,
  };
}
