import type * as pulumi from "@pulumi/pulumi";
import { Deployment } from "@pulumi/kubernetes/apps/v1/deployment";
import { Service as KubernetesService } from "@pulumi/kubernetes/core/v1/service";
import { httpProbes } from "../../catalog/common";
import { objectName } from "../../naming";
import { lintAnnotations } from "../pod/pod-template";
import type { Placed } from "../scope";
import { applicationPod, type ApplicationPodArgs } from "./application-pod";

/** Name of an exporter's port. */
export const METRICS_PORT = "metrics";

/** Inputs of {@link exporterDeployment}. */
export interface ExporterDeploymentArgs extends Placed {
  /** Labels that choose its pod; a Deployment's selector cannot be changed. */
  readonly selector: Readonly<Record<string, string>>;
  readonly port: number;
  /** Path that tells whether it runs; it asks nothing that the exporter only passes on. */
  readonly page: string;
  /** The rest of its pod; the container's name is that of its objects and of its account. */
  readonly pod: Omit<ApplicationPodArgs, "labels" | "ports" | "probes" | "serviceAccount">;
  /** What its pod mounts or runs as, and what it reads. */
  readonly dependsOn: readonly pulumi.Resource[];
}

/** Nobody waits for it: a monitor that cannot start must not hold up a failover. */
const UNAWAITED = { "pulumi.com/skipAwait": "true" };

/** The Service and the one pod of an exporter. */
export function exporterDeployment(
  logicalName: string,
  { namespace, labels, selector, port, page, pod, dependsOn }: ExporterDeploymentArgs,
  parent: pulumi.Resource,
): void {
  const metadata = { name: objectName(pod.container), namespace, labels, annotations: UNAWAITED };
  new KubernetesService(
    `${logicalName}-service`,
    {
      metadata,
      spec: {
        type: "ClusterIP",
        selector,
        ports: [{ name: METRICS_PORT, port, targetPort: METRICS_PORT, protocol: "TCP" }],
      },
    },
    { parent },
  );
  new Deployment(
    `${logicalName}-deployment`,
    {
      metadata: { ...metadata, annotations: { ...UNAWAITED, ...lintAnnotations() } },
      spec: {
        replicas: 1,
        revisionHistoryLimit: 2,
        selector: { matchLabels: selector },
        strategy: { type: "Recreate" },
        template: applicationPod({
          ...pod,
          ports: [{ name: METRICS_PORT, containerPort: port }],
          probes: httpProbes(METRICS_PORT, { startup: page, readiness: page }),
          serviceAccount: objectName(pod.container),
          labels,
        }),
      },
    },
    { parent, dependsOn: [...dependsOn] },
  );
}
