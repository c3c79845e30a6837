import { z } from "zod";
import { set } from "../command";
import { help, hostAndPort } from "./key-facts";

/** Keys of the monitoring. */
export const monitoringKeys = {
  /** Whether the cluster has the Prometheus Operator, which reads rules and scrape targets. @default true */
  prometheusOperator: z
    .boolean()
    .default(true)
    .register(help, {
      limit: "be true or false: whether the cluster knows PrometheusRule, ServiceMonitor and Probe objects",
      remedy: set("prometheusOperator", "false"),
    }),
  /** Host and port of blackbox_exporter, which asks for the services' health. @default blackbox-exporter.<monitoringNamespace>.svc:19115 */
  blackboxExporter: hostAndPort.optional().register(help, {
    limit: "be host:port of blackbox_exporter, the port from 1 to 65535",
    remedy: set("blackboxExporter", "blackbox-exporter.monitoring.svc:19115"),
  }),
};
