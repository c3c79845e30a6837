import type { Workload } from "../../catalog/types";

/** Name of the Service before a workload, as callers in its namespace know it. */
export function workloadServiceName(workload: Pick<Workload, "name" | "serviceName">): string {
  return workload.serviceName ?? workload.name;
}

/** What the pods of a workload have in common, for ever: a Deployment's selector cannot be changed. */
export function workloadSelector(
  service: string,
  workload: Pick<Workload, "name">,
): Readonly<Record<string, string>> {
  return { "app.kubernetes.io/name": workload.name, "app.kubernetes.io/part-of": service };
}

/** Labels of everything that belongs to a workload; they hold its selector. */
export function workloadLabels(
  service: string,
  workload: Pick<Workload, "name" | "component">,
): Readonly<Record<string, string>> {
  return { ...workloadSelector(service, workload), "app.kubernetes.io/component": workload.component };
}

/** Spec of the Service before a workload; undefined where no port has a `servicePort`. */
export function serviceSpec(service: string, workload: Pick<Workload, "name" | "ports">) {
  const ports = workload.ports.flatMap(({ name, servicePort }) =>
    servicePort === undefined ? [] : [{ name, port: servicePort, targetPort: name, protocol: "TCP" }],
  );
  if (ports.length === 0) return undefined;
  return { type: "ClusterIP", selector: { ...workloadSelector(service, workload) }, ports };
}
