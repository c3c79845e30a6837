import type { Service, Role } from "../catalog/types";
import { zoneOf } from "../failover/hosted-zones";
import type { Problem } from "../problem";

/** Cloudflare zone id by domain, from config. */
export type CloudflareZones = Readonly<Record<string, string>>;

/** A Cloudflare zone and the CDN hosts in it. */
export interface HostsInZone {
  /** Domain of the zone. */
  readonly domain: string;
  /** Cloudflare's id, 32 hexadecimal digits. */
  readonly zoneId: string;
  /** Hosts of CDNs, sorted; at least one. */
  readonly hosts: readonly string[];
}

type WithCdn = Pick<Service, "id" | "cdn">;

/** Id of the zone of a CDN's host. @throws Error if there is none, which the config check prevents */
export function cdnZoneId(host: string, zones: CloudflareZones): string {
  const zone = zoneOf(host, zones);
  if (zone === undefined) throw new Error(`cloudflareZones: no zone of ${host}`);
  return zone.zoneId;
}

/** The distinct zones of these services' CDN hosts, by domain. */
export function cdnZones(services: readonly WithCdn[], zones: CloudflareZones): readonly HostsInZone[] {
  const hosts = services.flatMap(({ cdn }) => (cdn === undefined ? [] : [cdn.host])).sort();
  return Object.entries(zones)
    .map(([domain, zoneId]) => ({
      domain,
      zoneId,
      hosts: hosts.filter((host) => zoneOf(host, zones)?.domain === domain),
    }))
    .filter((zone) => zone.hosts.length > 0)
    .sort((one, other) => (one.domain < other.domain ? -1 : 1));
}

function tokenProblem(part: "purge" | "settings", id: string, use: string): Problem {
  return {
    thing: `config lifeboat:cloudflareTokens.${part}`,
    value: "(missing)",
    limit: `be set if ${id} is declared: ${use}`,
    remedy: `pulumi config set --secret --path lifeboat:cloudflareTokens.${part} # value at the prompt`,
  };
}

/**
 * Missing config of the services with a CDN: the zone of its host, and the tokens that the stack needs.
 * @param stored whether a secret store holds the purge token
 */
export function cdnConfigProblems(
  services: readonly WithCdn[],
  zones: CloudflareZones,
  role: Role | undefined,
  tokens: { readonly purge?: string | undefined; readonly settings?: string | undefined } | undefined,
  stored = false,
): readonly Problem[] {
  const [first, ...rest] = services.flatMap(({ id, cdn }) => (cdn === undefined ? [] : [{ id, ...cdn }]));
  if (first === undefined) return [];
  const homeless = [first, ...rest].filter(({ host }) => zoneOf(host, zones) === undefined);
  return [
    ...homeless.map(({ id, host }) => ({
      thing: "config lifeboat:cloudflareZones",
      value: Object.keys(zones).join(", ") || "{}",
      limit: `name the zone of ${host}, the CDN of ${id}`,
      remedy: `pulumi config set --path 'lifeboat:cloudflareZones["${host.split(".").slice(1).join(".")}"]' '<zone id>'`,
    })),
    ...(tokens?.purge === undefined && !stored
      ? [tokenProblem("purge", first.id, "a job purges its CDN")]
      : []),
    ...(role === "primary" && tokens?.settings === undefined
      ? [tokenProblem("settings", first.id, "the primary's stack declares the CDN's settings and rules")]
      : []),
  ];
}
