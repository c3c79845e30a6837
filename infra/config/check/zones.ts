import type { Service } from "../../catalog/types";
import type { Problem } from "../../problem";
import { keyText, remove } from "../command";
import { didYouMean } from "./did-you-mean";
import type { PartialConfig } from "../schema";

/** A host and its parent domains, the nearest first: the possible names of its zone. */
const domainsOf = (host: string): readonly string[] => {
  const labels = host.split(".");
  return labels.slice(0, -1).map((_, index) => labels.slice(index).join("."));
};

/**
 * Zones in config without a host of the catalog: they have no effect.
 * @param catalog all services, even if a stack declares only some
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
        limit: "be the domain of a host of the catalog",
        remedy: `${remove(keyText([key, domain]))}${didYouMean(domain, known)}`,
      }));
  });
}
