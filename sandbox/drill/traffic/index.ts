import type { Service } from "../../../infra/catalog/types";
import type { Certificate } from "../../servers/certificate";
import type { Clock } from "../clock";
import { Ledger } from "../ledger";
import { ownHost, publicHost, type Side, type Sides } from "../sides";
import { startIngress, type Ingress } from "./ingress";
import { startProxy, type Proxy } from "./proxy";
import { readRoute53 } from "./read-route53";
import { createResolver, type Resolver } from "./resolver";
import { startRoute53, type Route53 } from "./route53";
import { startWriter, type Writer } from "../writer";

/** What traffic needs. */
export interface TrafficOptions {
  readonly services: readonly Service[];
  readonly sides: Sides;
  readonly clock: Clock;
  readonly certificate: Certificate;
}

/** How people reach the services: names, health checks, load balancers, and the clients themselves. */
export interface Traffic {
  /** Port on 127.0.0.1 of the proxy for pods. */
  readonly proxyPort: number;
  readonly ledger: Ledger;
  /** Region fault of a side's load balancer. */
  cut(side: Side): void;
  mend(side: Side): void;
  /** Reads the records and checks that are in Route 53 now, and begins to ask. */
  load(endpoint: string): Promise<void>;
  /** Whether Route 53 holds a side of a service for healthy. */
  isUp(service: Service, side: Side): boolean;
  /** Starts three clients a service: one at the public name, one at each side's own. */
  startWriters(): void;
  stopWriters(): Promise<void>;
  close(): Promise<void>;
}

/** Passes requests on as the Ingresses of a side's cluster say, to the Services' own endpoints. */
const ingressOf = (side: Side, certificate: Certificate): Promise<Ingress> =>
  startIngress({
    certificate,
    find: (host, path) => {
      const backend = side.routes.find(host, path.replace(/\?.*$/, ""));
      if (backend === undefined) return undefined;
      const { namespace, service, port } = backend;
      return {
        socketPath: side.cluster.api.socketPath,
        path: `/api/v1/namespaces/${namespace}/services/${service}:${port}/proxy${path}`,
      };
    },
  });

/** Starts load balancers, proxy and a Route 53 that knows no record yet. */
export async function openTraffic(options: TrafficOptions): Promise<Traffic> {
  const { services, sides, clock, certificate } = options;
  const [primary, standby] = await Promise.all([
    ingressOf(sides.primary, certificate),
    ingressOf(sides.standby, certificate),
  ]);
  const addresses = new Map<string, number>([
    [sides.primary.ingressHost, primary.port],
    [sides.standby.ingressHost, standby.port],
  ]);
  const route53: Route53 = startRoute53({ data: { recordSets: [], healthChecks: [] }, addresses, clock });
  const resolver = (): Resolver => createResolver({ authority: route53, addresses, clock });
  const proxy: Proxy = await startProxy({ resolver: resolver() });
  const ledger = new Ledger();
  const writers: Writer[] = [];
  let checks = new Map<string, string>();
  const of = (side: Side): Ingress => (side.role === "primary" ? primary : standby);
  return {
    proxyPort: proxy.port,
    ledger,
    cut: (side) => {
      of(side).cut();
    },
    mend: (side) => {
      of(side).mend();
    },
    load: async (endpoint) => {
      const data = await readRoute53(endpoint);
      route53.load(data);
      checks = new Map(
        data.recordSets.flatMap(({ name, failover, healthCheckId }) =>
          failover === undefined || healthCheckId === undefined
            ? []
            : [[`${name} ${failover}`, healthCheckId]],
        ),
      );
    },
    isUp: (service, side) => {
      const failover = side.role === "primary" ? "PRIMARY" : "SECONDARY";
      const check = checks.get(`${publicHost(service)} ${failover}`);
      return check !== undefined && route53.isHealthy(check);
    },
    startWriters: () => {
      for (const service of services) {
        const shared = { service: service.id, resolver: resolver(), ledger, clock };
        writers.push(
          startWriter({ ...shared, path: "public", host: publicHost(service) }),
          startWriter({ ...shared, path: "primary", host: ownHost(service, "primary") }),
          startWriter({ ...shared, path: "standby", host: ownHost(service, "standby") }),
        );
      }
    },
    stopWriters: async () => {
      await Promise.all(writers.splice(0).map((writer) => writer.stop()));
    },
    close: async () => {
      await Promise.all(writers.splice(0).map((writer) => writer.stop()));
      await Promise.all([route53.close(), proxy.close(), primary.close(), standby.close()]);
    },
  };
}
