import type { Probe, Workload } from "../../catalog/types";
import { objectName } from "../../naming";
import { workloadServiceName } from "../workloads/workload-service";

/** A host, and the path at which it is asked for its health. */
export interface Site {
  readonly host: string;
  readonly healthPath: string;
}

/** What an Ingress is made of. */
export interface IngressArgs {
  readonly workload: Pick<Workload, "name" | "serviceName" | "ports" | "probes">;
  readonly sites: readonly Site[];
  /** Secret with the certificate of these hosts. */
  readonly secretName: string;
  /** Class of the ingress controller. */
  readonly ingressClass: string;
}

const asks = ({ check }: Probe, path: string): string | undefined =>
  "http" in check && check.http === path ? check.port : undefined;

/** Port at which the kubelet asks this path, where the application has one of its own for that (JACK-1). */
function healthPort({ probes, ports }: IngressArgs["workload"], path: string): string | undefined {
  const asked = [probes.liveness, probes.readiness, probes.startup].map((probe) => asks(probe, path));
  return ports.find(({ name, servicePort }) => servicePort !== undefined && asked.includes(name))?.name;
}

/**
 * Spec of the Ingress before a workload: each host over TLS to the first port of its Service, and the health question to
 * the port that answers it; undefined where no domain leads to it, or no Service comes before it.
 */
export function ingressSpec({ workload, sites, secretName, ingressClass }: IngressArgs) {
  const first = workload.ports.find(({ servicePort }) => servicePort !== undefined)?.name;
  if (first === undefined || sites.length === 0) return undefined;
  const service = objectName(workloadServiceName(workload));
  const path = (text: string, pathType: "Exact" | "Prefix", port: string) => ({
    path: text,
    pathType,
    backend: { service: { name: service, port: { name: port } } },
  });
  return {
    ingressClassName: ingressClass,
    tls: [{ hosts: sites.map(({ host }) => host), secretName }],
    rules: sites.map(({ host, healthPath }) => {
      const port = healthPort(workload, healthPath) ?? first;
      const health = port === first ? [] : [path(healthPath, "Exact", port)];
      return { host, http: { paths: [...health, path("/", "Prefix", first)] } };
    }),
  };
}
