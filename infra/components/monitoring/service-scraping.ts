import * as pulumi from "@pulumi/pulumi";
import { CustomResource } from "@pulumi/kubernetes/apiextensions/customResource";
import { alertEnvironment } from "../../alerts/environment";
import { targetsOf } from "../../alerts/failover";
import type { Service } from "../../catalog/types";
import type { Settings } from "../../config";
import { objectName } from "../../naming";
import { jsonMetrics } from "../../scraping/application-metrics";
import { exporter } from "../../scraping/exporter";
import { jsonExporter, readsJson } from "../../scraping/json-exporter";
import {
  DatabaseExporter,
  exporterEndpoint,
  exporterSelector,
  type DatabaseExporterArgs,
} from "../database/database-exporter";
import { imageOf } from "../pod/container";
import { workloadSelector } from "../workloads/workload-service";
import { JsonExporter, type JsonExporterArgs } from "./json-exporter";
import { jsonMonitorSpec, MONITORING_API, probeSpec, serviceMonitorSpec } from "./monitor-spec";

/** Inputs of {@link ServiceScraping}. */
export interface ServiceScrapingArgs
  extends
    Pick<
      DatabaseExporterArgs,
      "namespace" | "priorityClass" | "database" | "secretSource" | "labels" | "dependsOn"
    >,
    Pick<JsonExporterArgs, "external"> {
  readonly service: Service;
  readonly config: Pick<
    Settings,
    "role" | "posture" | "capacityHorizon" | "images" | "blackboxExporter" | "prometheusOperator"
  >;
}

/**
 * What Prometheus scrapes of a service (MAC-9): its workloads, its database server, and its public health. Without the
 * Prometheus Operator only the exporters: what scrapes them is configured elsewhere.
 */
export class ServiceScraping extends pulumi.ComponentResource {
  constructor(name: string, args: ServiceScrapingArgs, opts?: pulumi.ComponentResourceOptions) {
    super("lifeboat:index:ServiceScraping", name, {}, opts);
    const { service, config, namespace } = args;
    new DatabaseExporter(
      `${name}-exporter`,
      {
        ...args,
        service: service.id,
        image: imageOf(config.images, exporter.repository),
        imagePullSecret: service.imagePullSecret,
        archives: service.database.server?.kind === "cluster",
      },
      { parent: this },
    );
    const declare = (part: string, kind: string, object: string, spec: object): void => {
      if (!config.prometheusOperator) return;
      new CustomResource(
        `${name}-${part}`,
        {
          apiVersion: MONITORING_API,
          kind,
          metadata: { name: object, namespace, labels: args.labels },
          spec,
        },
        { parent: this },
      );
    };
    const monitor = (object: string, spec: object): void => {
      declare(`${object}-monitor`, "ServiceMonitor", objectName(object), spec);
    };
    monitor(exporter.name, serviceMonitorSpec(exporterSelector(service.id), exporterEndpoint));
    if (readsJson(service))
      new JsonExporter(
        `${name}-json-exporter`,
        { ...args, image: imageOf(config.images, jsonExporter.repository) },
        { parent: this },
      );
    for (const workload of service.workloads) {
      if (workload.metrics === undefined) continue;
      const selector = workloadSelector(service.id, workload);
      const spec =
        jsonMetrics(workload) === undefined
          ? serviceMonitorSpec(selector, workload.metrics)
          : jsonMonitorSpec(selector, workload.metrics, workload.name);
      monitor(workload.name, spec);
    }
    const { own, others, peer } = targetsOf(service, alertEnvironment(service, config));
    for (const [target, urls] of Object.entries({ own, others, peer })) {
      if (urls.length === 0) continue;
      const object = objectName(service.id, target, "health");
      const spec = probeSpec(object, config.blackboxExporter, urls, target);
      declare(`${target}-probe`, "Probe", object, spec);
    }
    this.registerOutputs({});
  }
}
