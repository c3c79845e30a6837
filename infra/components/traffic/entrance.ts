import * as pulumi from "@pulumi/pulumi";
import { CustomResource } from "@pulumi/kubernetes/apiextensions/customResource";
import { Ingress } from "@pulumi/kubernetes/networking/v1/ingress";
import type { Service } from "../../catalog/types";
import type { Settings } from "../../config";
import { objectName } from "../../naming";
import { certificateSpec, entranceHosts } from "./certificate-spec";
import { ingressSpec } from "./ingress-spec";
import { workloadLabels } from "../workloads/workload-service";
import type { Placed } from "../scope";

/** Inputs of {@link Entrance}. */
export interface EntranceArgs extends Placed {
  readonly service: Pick<Service, "id" | "domains" | "workloads" | "certificate">;
  readonly config: Pick<Settings, "role">;
  readonly certificates: NonNullable<Settings["certificates"]>;
}

/** Nobody waits for an issuer or a load balancer: a failover must not end at one that is slow, and an alert tells of it. */
const annotations = { "pulumi.com/skipAwait": "true" };

/**
 * Where traffic enters a service: its certificate, and an Ingress for each workload that a domain leads to.
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
    if (hosts.length > 0)
      new CustomResource(
        `${name}-certificate`,
        {
          apiVersion: "cert-manager.io/v1",
          kind: "Certificate",
          metadata: { name: objectName(secretName), namespace, labels, annotations },
          spec: certificateSpec(certificate, hosts, certificates, labels),
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
        ingressClass: certificates.ingressClass,
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
