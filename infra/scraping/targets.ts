import type { Domain, Service } from "../catalog/types";

/** URLs that blackbox_exporter probes, by what their failure means. */
export interface ProbeTargets {
  /** This environment's own, and the public names, which point to the serving environment. */
  readonly own: readonly string[];
  /** Third parties': a CDN, a status page. */
  readonly others: readonly string[];
  /** The other environment's; only a passive environment probes them. */
  readonly peer: readonly string[];
}

/** What targets depend on in addition to the service. */
export interface Asking {
  /** Whether the environment serves its users. */
  readonly serving: boolean;
  /** Whether it is passive. */
  readonly waiting: boolean;
  /** Health URLs at its own host names. */
  readonly ownUrls: readonly string[];
  /** Health URLs at the other environment's host names. */
  readonly peerUrls: readonly string[];
}

/** Public health URL of a domain. */
function publicUrl({ host, port, healthPath }: Domain): string {
  return `https://${host}${port === 443 ? "" : `:${port}`}${healthPath}`;
}

/** The URLs that an environment probes (STOCK-5). Only the serving environment probes the public names. */
export function probeTargets({ domains }: Pick<Service, "domains">, asking: Asking): ProbeTargets {
  const named = asking.serving ? domains : [];
  return {
    own: [...asking.ownUrls, ...named.filter(({ failover }) => failover).map(publicUrl)],
    others: named.filter(({ failover }) => !failover).map(publicUrl),
    peer: asking.waiting ? asking.peerUrls : [],
  };
}
