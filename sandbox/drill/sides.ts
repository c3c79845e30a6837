import { namespaceName } from "../../infra/naming";
import type { Service, Role } from "../../infra/catalog/types";
import type { Postgres } from "../servers/postgres";
import type { DrillCluster } from "./cluster/drill-cluster";
import type { IngressRoutes } from "./traffic/ingress-routes";

/** One of the two environments of a drill. */
export interface Side {
  readonly role: Role;
  /** Name of its stack. */
  readonly stack: "prod" | "dr";
  /** Host name of its load balancer. */
  readonly ingressHost: string;
  /** AWS region. */
  readonly region: string;
  readonly cluster: DrillCluster;
  /** Routes of the Ingresses that its cluster has. */
  readonly routes: IngressRoutes;
  /** Its database server, in its cluster's network. */
  readonly postgres: Postgres;
}

/** Both environments. */
export interface Sides {
  readonly primary: Side;
  readonly standby: Side;
}

/** Namespace of a service on a side. */
export const namespaceOf = (service: Service, side: Side): string =>
  namespaceName(service.namespace, side.role);

/** Whether a namespace belongs to a side. */
export const isOn =
  (side: Side, services: readonly Service[]) =>
  (namespace: string): boolean =>
    services.some((service) => namespaceOf(service, side) === namespace);

/** Host name that a service has on a side alone, of its first domain that fails over. @throws when it has none */
export function ownHost(service: Service, role: Role): string {
  const domain = service.domains.find(({ failover }) => failover);
  const host = role === "primary" ? domain?.primaryHost : domain?.standbyHost;
  if (host === undefined) throw new Error(`catalog: ${service.id} has no domain that fails over`);
  return host;
}

/** Public host name of a service that fails over. @throws when it has none */
export function publicHost(service: Service): string {
  const domain = service.domains.find(({ failover }) => failover);
  if (domain === undefined) throw new Error(`catalog: ${service.id} has no domain that fails over`);
  return domain.host;
}
