/** Most clusters of one checkout at a time. */
export const MOST_CLUSTERS = 15;

/** Addresses of a cluster. No two clusters of a checkout share one. */
export interface Addresses {
  /** The machine's own address on the clusters' bridge. */
  readonly machine: string;
  /** The node's address. */
  readonly node: string;
  /** Range of the pods, such as `10.200.17.0/24`. */
  readonly pods: string;
  /** Range of the services. */
  readonly services: string;
  /** First address of the services' range: the API server's. */
  readonly api: string;
  /** Address of the cluster's DNS. */
  readonly dns: string;
}

/**
 * Addresses by rank.
 * @param octet second part of the checkout's range: `10.<octet>.0.0/16`
 * @param index rank of the cluster in its checkout, from 1 to {@link MOST_CLUSTERS}
 */
export function addressesOf(octet: number, index: number): Addresses {
  const inRange = (third: number, fourth: number): string => `10.${octet}.${third}.${fourth}`;
  const [pods, services] = [16 + index, 64 + index];
  return {
    machine: inRange(0, 1),
    node: inRange(0, 10 + index),
    pods: `${inRange(pods, 0)}/24`,
    services: `${inRange(services, 0)}/24`,
    api: inRange(services, 1),
    dns: inRange(services, 10),
  };
}
