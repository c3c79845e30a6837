import * as pulumi from "@pulumi/pulumi";
import { CustomResource } from "@pulumi/kubernetes/apiextensions/customResource";
import { Ingress } from "@pulumi/kubernetes/networking/v1/ingress";
import type { Certificate, Domain, Probe, Role, Service, Workload } from "../../catalog/types";
import type { Settings } from "../../config";
import { objectName } from "../../naming";
import type { Placed } from "../scope";
import { workloadLabels, workloadServiceName } from "../workloads/workload-service";

/** Inputs of {@link Entrance}. */
export interface EntranceArgs extends Placed {
  readonly service: Pick<Service, "id" | "domains" | "workloads" | "certificate">;
  readonly config: Pick<Settings, "role">;
  readonly certificates: NonNullable<Settings["certificates"]>;
}

/** Who issues the certificates. */
interface Issuer {
  readonly issuer: string;
  readonly issuerKind: NonNullable<Settings["certificates"]>["issuerKind"];
}

const hours = (days: number): string => `${days * 24}h`;

/**
 * Host names that an environment answers at for a domain: the public one, and that of this environment alone, which its
 * health check and its alerts ask. What others run (a CDN, a status page) has none here.
 */
function entranceHosts(
  {
    host,
    primaryHost,
    standbyHost,
    workload,
  }: Pick<Domain, "host" | "primaryHost" | "standbyHost" | "workload">,
  role: Role,
): readonly string[] {
  if (workload === undefined) return [];
  const own = role === "primary" ? primaryHost : standbyHost;
  return own === undefined || own === host ? [host] : [host, own];
}

/**
 * Spec of a cert-manager Certificate (STOCK-13, MAC-7): one for all hosts of a service, a new key each time, on P-256,
 * which every TLS 1.2 client can (RFC 8422, RFC 8446).
 */
function certificateSpec(
  { secretName, durationDays, renewBeforeDays }: Certificate,
  hosts: readonly string[],
  { issuer, issuerKind }: Issuer,
  labels: Readonly<Record<string, string>>,
) {
  return {
    secretName,
    secretTemplate: { labels: { ...labels } },
    issuerRef: { group: "cert-manager.io", kind: issuerKind, name: issuer },
    dnsNames: [...new Set(hosts)],
    duration: hours(durationDays),
    renewBefore: hours(renewBeforeDays),
    privateKey: { algorithm: "ECDSA", size: 256, encoding: "PKCS8", rotationPolicy: "Always" },
    usages: ["digital signature", "server auth"],
    revisionHistoryLimit: 3,
  };
}

/** A host, and the path at which it is asked for its health. */
interface Site {
  readonly host: string;
  readonly healthPath: string;
}

/** What an Ingress is made of. */
interface IngressArgs {
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
function ingressSpec({ workload, sites, secretName, ingressClass }: IngressArgs) {
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

/** Pulumi waits for no issuer and no load balancer: a slow one must not fail a failover, and an alert fires for it. */
const annotations = { "pulumi.com/skipAwait": "true" };

/**
 * Where traffic enters a service: its certificate, and an Ingress for each workload that a domain leads to. Without an
 * issuer the Secret of the certificate comes from elsewhere.
 *
 * A standby that waits has both too, so that a failover finds a certificate that is valid already (STOCK-13, MAC-7).
 */
export class Entrance extends pulumi.ComponentResource {
  constructor(name: string, args: EntranceArgs, opts?: pulumi.ComponentResourceOptions) {
    super("lifeboat:index:Entrance", name, {}, opts);
    const { service, config, certificates, namespace, labels } = args;
    const { id, domains, workloads, certificate } = service;
    const { secretName } = certificate;
    const hosts = domains.flatMap((domain) => entranceHosts(domain, config.role));
    const { issuer, issuerKind, ingressClass } = certificates;
    if (hosts.length > 0 && issuer !== undefined)
      new CustomResource(
        `${name}-certificate`,
        {
          apiVersion: "cert-manager.io/v1",
          kind: "Certificate",
          metadata: { name: objectName(secretName), namespace, labels, annotations },
          spec: certificateSpec(certificate, hosts, { issuer, issuerKind }, labels),
        },
        { parent: this },
      );
    for (const workload of workloads) {
      const sites = domains
        .filter((domain) => domain.workload === workload.name)
        .flatMap((domain) =>
          entranceHosts(domain, config.role).map((host) => ({ host, healthPath: domain.healthPath })),
        );
      const spec = ingressSpec({
        workload,
        sites,
        secretName,
        ingressClass,
      });
      if (spec === undefined) continue;
      const metadata = {
        name: objectName(workload.name),
        namespace,
        labels: { ...labels, ...workloadLabels(id, workload) },
        annotations,
      };
      new Ingress(`${name}-${workload.name}`, { metadata, spec }, { parent: this });
    }
    this.registerOutputs({});
  }
}
