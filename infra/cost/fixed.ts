import { failover } from "../catalog/failover";
import type { Horizon, Role, Service } from "../catalog/types";
import { failoverEndpoints } from "../failover/endpoints";
import { zoneOf } from "../failover/hosted-zones";
import { alarmRegions } from "../naming/failover";
import type { Line } from "./line";

/** What a stack's config says of its costs. */
export interface Place {
  readonly role: Role;
  readonly region: string;
  /** Region of the replicas; undefined if it has none. */
  readonly replicaRegion: string | undefined;
  readonly route53: boolean;
  readonly hostedZones: Readonly<Record<string, string>>;
}

/** Rules that copy a vault: dumps, configuration, proof. */
const REPLICATION_RULES = 3;
/** Metrics that S3 publishes of each: operations pending and failed, bytes pending, latency. */
const METRICS_OF_RULE = 4;
/** Alarms on a vault's copies, each of which looks at every rule. */
const COPY_ALARMS = 3;
/** Interval of a health check without additional cost. */
const FREE_INTERVAL_SECONDS: number = 30;
/** HTTPS, and an interval that is shorter. */
const CHECK_OPTIONS = 1 + (failover.checkIntervalSeconds < FREE_INTERVAL_SECONDS ? 1 : 0);

/** KMS keys of a service; those of two regions count twice. */
function keysOf(service: Service, { role, replicaRegion }: Place): number {
  const vault = replicaRegion === undefined ? 1 : 2;
  const legal = service.legal === undefined ? 0 : 1;
  const repositories = service.database.server?.kind === "cluster" && role === "primary" ? 2 : 0;
  return vault + legal + repositories;
}

/** Bills for keys: each costs as much again from its first yearly rotation on. */
const keyLine = (keys: number, horizon: Horizon): Line => ({
  purpose: "keys",
  price: "key",
  units: keys * (horizon === "months12" ? 2 : 1),
});

/** Metrics that alarms on failing over look at, and health checks with their options. */
function checksOf(service: Service, { role, route53 }: Place) {
  const endpoints = route53 ? failoverEndpoints(service, role) : [];
  const [first] = endpoints;
  if (first === undefined) return { checks: 0, options: 0, alarmMetrics: 0 };
  // The primary asks whether the standby is silent, the standby whether the primary serves.
  const asked = [...endpoints, first];
  const texts = asked.filter(({ healthContains }) => healthContains !== undefined).length;
  // Calculated: all endpoints, and on the primary those with the silent standby.
  const calculated = role === "primary" ? 2 : 1;
  return {
    checks: asked.length + calculated,
    options: asked.length * CHECK_OPTIONS + texts,
    alarmMetrics: role === "primary" ? 1 : 2,
  };
}

/** The monthly bill of what a service has, whatever it stores. */
export function fixedLines(service: Service, place: Place, horizon: Horizon): readonly Line[] {
  const keys = keysOf(service, place);
  const { checks, options, alarmMetrics } = checksOf(service, place);
  const copied = place.replicaRegion === undefined ? 0 : REPLICATION_RULES;
  return [
    keyLine(keys, horizon),
    // One on each key.
    { purpose: "alarms", price: "alarmMetric", units: keys + COPY_ALARMS * copied + alarmMetrics },
    { purpose: "alarms", price: "replicationMetric", units: METRICS_OF_RULE * copied },
    { purpose: "health checks", price: "healthCheck", units: checks },
    { purpose: "health checks", price: "healthCheckOption", units: options },
  ];
}

/** The monthly bill of what a stack has once: keys of its topics, and on the primary the zones of its services. */
export function sharedLines(services: readonly Service[], place: Place, horizon: Horizon): readonly Line[] {
  const hosts = services.flatMap(({ domains }) =>
    domains.filter((domain) => domain.failover).map(({ host }) => host),
  );
  const zones = new Set(hosts.flatMap((host) => zoneOf(host, place.hostedZones)?.zoneId ?? []));
  return [
    keyLine(alarmRegions(place).length, horizon),
    {
      purpose: "zones",
      price: "hostedZone",
      units: place.route53 && place.role === "primary" ? zones.size : 0,
    },
  ];
}
