import type { Service } from "../../catalog/types";
import type { Problem } from "../../problem";
import { keyText, remove } from "../command";
import { didYouMean } from "./did-you-mean";
import type { PartialConfig } from "../schema";

/** Domains above a host, the nearest first, and itself: where its zone can be. */
const domainsOf = (host: string): readonly string[] => {
  const labels = host.split(".");
  return labels.slice(0, -1).map((_, index) => labels.slice(index).join("."));
};

/**
 * Zones of config that no host of the catalog lies in: a record of them would have no effect.
 * @param catalog all services, also where a stack declares some of them
 * @param zones id by domain, by key
 */
export function strangeZoneProblems(
  catalog: readonly Pick<Service, "domains" | "cdn">[],
  zones: Pick<PartialConfig, "hostedZones" | "cloudflareZones">,
): readonly Problem[] {
  const hosts = {
    hostedZones: catalog.flatMap(({ domains }) =>
      domains.flatMap(({ host, primaryHost, standbyHost }) => [host, primaryHost, standbyHost]),
    ),
    cloudflareZones: catalog.map(({ cdn }) => cdn?.host),
  };
  return (["hostedZones", "cloudflareZones"] as const).flatMap((key) => {
    const known = [...new Set(hosts[key].flatMap((host) => (host === undefined ? [] : domainsOf(host))))];
    return Object.entries(zones[key] ?? {})
      .filter(([domain]) => !known.includes(domain))
      .map(([domain, id]) => ({
        thing: `config lifeboat:${key}.${domain}`,
        value: JSON.stringify(id),
        limit: "be a domain that a host of the catalog lies in",
        remedy: `${remove(keyText([key, domain]))}${didYouMean(domain, known)}`,
      }));
  });
}
