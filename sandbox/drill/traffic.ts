import type { Service } from "../../infra/catalog/types";
import type { Certificate } from "../servers/certificate";
import type { WorkloadRegistry } from "./cluster/workload-registry";
import type { Clock } from "./clock";
import { Ledger } from "./ledger";
import { namespaceOf, ownHost, publicHost, type Side, type Sides } from "./sides";
import { startIngress, type Ingress, type Route } from "./traffic/ingress";
import { startProxy, type Proxy } from "./traffic/proxy";
import { readRoute53 } from "./traffic/read-route53";
import { createResolver, type Resolver } from "./traffic/resolver";
import { startRoute53, type Route53 } from "./traffic/route53";
import { startWriter, type Writer } from "./writer";

/** What traffic needs. */
export interface TrafficOptions {
  readonly services: readonly Service[];
  readonly sides: Sides;
  readonly clock: Clock;
  readonly workloads: WorkloadRegistry;
  readonly certificate: Certificate;
}

/** How people reach the services: names, health checks, load balancers, and the clients themselves. */
export interface Traffic {
  /** For pods. */
  readonly proxyUrl: string;
  readonly ledger: Ledger;
  /** Region fault of a side's load balancer. */
  cut(side: Side): void;
  mend(side: Side): void;
  /** Reads the records and checks that stand in Route 53 now, and begins to ask. */
  load(endpoint: string): Promise<void>;
  /** Whether Route 53 holds a side of a service for healthy. */
  isUp(service: Service, side: Side): boolean;
  /** Starts three clients a service: one at the public name, one at each side's own. */
  startWriters(): void;
  stopWriters(): Promise<void>;
  close(): Promise<void>;
}

function routesOf(services: readonly Service[], side: Side): ReadonlyMap<string, Route> {
  return new Map(
    services.flatMap((service) =>
      service.domains.flatMap((domain): (readonly [string, Route])[] => {
        const own = side.role === "primary" ? domain.primaryHost : domain.standbyHost;
        if (!domain.failover || domain.workload === undefined || own === undefined) return [];
        const route = { namespace: namespaceOf(service, side), workload: domain.workload };
        return [
          [domain.host, route],
          [own, route],
        ];
      }),
    ),
  );
}

/** Starts load balancers, proxy and a Route 53 that knows no record yet. */
export async function openTraffic(options: TrafficOptions): Promise<Traffic> {
  const { services, sides, clock, workloads, certificate } = options;
  const ingress = (side: Side): Promise<Ingress> =>
    startIngress({ certificate, routes: routesOf(services, side), workloads });
  const [primary, standby] = await Promise.all([ingress(sides.primary), ingress(sides.standby)]);
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
    proxyUrl: proxy.url,
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
