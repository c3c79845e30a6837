import type { Domain, Service } from "../catalog/types";

/** Addresses that blackbox_exporter asks for health, by what their failure means. */
export interface ProbeTargets {
  /** This environment's own, and the public names that lead to whichever side serves. */
  readonly own: readonly string[];
  /** What others run: a CDN, a status page. */
  readonly others: readonly string[];
  /** The other environment's; only a side that waits asks them. */
  readonly peer: readonly string[];
}

/** What targets depend on beside the service. */
export interface Asking {
  /** Whether the environment answers its users. */
  readonly serving: boolean;
  /** Whether it waits for the other to fail. */
  readonly waiting: boolean;
  /** Health questions to its own host names. */
  readonly ownUrls: readonly string[];
  /** Health questions to the other environment's host names. */
  readonly peerUrls: readonly string[];
}

/** Address of a domain's health question, as users reach it. */
function publicUrl({ host, port, healthPath }: Domain): string {
  return `https://${host}${port === 443 ? "" : `:${port}`}${healthPath}`;
}

/** What an environment asks (STOCK-5). Owners answer for public names in either environment; the side that serves asks. */
export function probeTargets({ domains }: Pick<Service, "domains">, asking: Asking): ProbeTargets {
  const named = asking.serving ? domains : [];
  return {
    own: [...asking.ownUrls, ...named.filter(({ failover }) => failover).map(publicUrl)],
    others: named.filter(({ failover }) => !failover).map(publicUrl),
    peer: asking.waiting ? asking.peerUrls : [],
  };
}
