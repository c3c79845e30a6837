import type { Service } from "../catalog/types";
import type { Problem } from "../problem";

/** Route 53 hosted zone id by domain, from config. */
export type HostedZones = Readonly<Record<string, string>>;

/** A hosted zone. */
export interface HostedZone {
  /** Domain of the zone, without a trailing dot. */
  readonly domain: string;
  /** Route 53's id. */
  readonly zoneId: string;
}

/** The zone of a host's records: the longest domain that the host ends in; undefined if there is none. */
export function zoneOf(host: string, hostedZones: HostedZones): HostedZone | undefined {
  return Object.entries(hostedZones)
    .filter(([domain]) => host === domain || host.endsWith(`.${domain}`))
    .sort(([one], [other]) => other.length - one.length)
    .map(([domain, zoneId]) => ({ domain, zoneId }))[0];
}

function hostProblem(service: string, host: string, hostedZones: HostedZones): Problem | undefined {
  const zone = zoneOf(host, hostedZones);
  const thing = "config lifeboat:hostedZones";
  if (zone === undefined) {
    const parent = host.split(".").slice(1).join(".");
    return {
      thing,
      value: Object.keys(hostedZones).join(", ") || "{}",
      limit: `name the zone of ${host}, whose traffic to ${service} fails over`,
      remedy: `pulumi config set --path 'lifeboat:hostedZones["${parent}"]' Z…`,
    };
  }
  if (zone.domain !== host) return undefined;
  return {
    thing: `catalog: ${service}: domain ${host}`,
    value: `"${host}"`,
    limit: `be below ${zone.domain}, its hosted zone: DNS allows no CNAME at the apex of a zone`,
    remedy: `use a host below it, such as www.${host}, or set the parent zone in ${thing}`,
  };
}

/** Every host of a failover domain without a hosted zone, or at a zone's apex, which cannot have a CNAME. */
export function zoneProblems(
  services: readonly Pick<Service, "id" | "domains">[],
  hostedZones: HostedZones,
): readonly Problem[] {
  return services.flatMap(({ id, domains }) =>
    domains
      .filter(({ failover }) => failover)
      .flatMap(({ host, primaryHost, standbyHost }) => [host, primaryHost, standbyHost])
      .flatMap((host) => (host === undefined ? [] : (hostProblem(id, host, hostedZones) ?? []))),
  );
}
