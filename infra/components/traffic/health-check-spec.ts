import { failover } from "../../catalog/failover";
import type { Endpoint } from "../../failover/endpoints";

/** How Route 53 asks one host for its health, as its health check takes it. */
export interface HealthCheckSpec {
  readonly type: "HTTPS" | "HTTPS_STR_MATCH";
  readonly fqdn: string;
  readonly port: number;
  readonly resourcePath: string;
  readonly searchString?: string;
  readonly requestInterval: number;
  readonly failureThreshold: number;
  readonly enableSni: boolean;
  readonly measureLatency: boolean;
  readonly regions: string[];
}

/** The question to an environment's own host: the public one would be answered by whichever side serves. */
export function healthCheckSpec(
  host: string,
  { port, healthPath, healthContains }: Pick<Endpoint, "port" | "healthPath" | "healthContains">,
): HealthCheckSpec {
  return {
    type: healthContains === undefined ? "HTTPS" : "HTTPS_STR_MATCH",
    fqdn: host,
    port,
    resourcePath: healthPath,
    ...(healthContains === undefined ? {} : { searchString: healthContains }),
    requestInterval: failover.checkIntervalSeconds,
    failureThreshold: failover.failureThreshold,
    enableSni: true,
    measureLatency: false,
    regions: [...failover.checkRegions],
  };
}
