import type { Service } from "../catalog/types";
import type { Problem } from "../problem";

/** Route 53 hosted zone id by domain, as the config has them. */
export type HostedZones = Readonly<Record<string, string>>;

/** A hosted zone. */
export interface HostedZone {
  /** Domain of the zone, without a dot at the end. */
  readonly domain: string;
  /** Route 53's id. */
  readonly zoneId: string;
}

/** The zone that a host's records belong in: the longest domain that the host ends in; undefined where none does. */
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
      limit: `name the zone of ${host}, from which traffic of ${service} fails over`,
      remedy: `pulumi config set --path 'lifeboat:hostedZones["${parent}"]' Z…`,
    };
  }
  if (zone.domain !== host) return undefined;
  return {
    thing: `catalog: ${service}: domain ${host}`,
    value: `"${host}"`,
    limit: `lie below ${zone.domain}, its hosted zone: DNS allows no CNAME at the apex of a zone`,
    remedy: `use a host below it, such as www.${host}, or name the zone above in ${thing}`,
  };
}

/** Every host of a failover domain that no hosted zone has, or that is a zone's apex, where no CNAME can stand. */
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
