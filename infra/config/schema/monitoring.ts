import { z } from "zod";
import { facts } from "./key-facts";
import { hostAndPort } from "./shapes";

/** Keys of the monitoring. */
export const monitoringKeys = {
  runbookUrl: z
    .url({ protocol: /^https$/ })
    .regex(/[^/]$/)
    .register(facts, {
      what: "URL of your copy of the folder docs/runbook, where each service has its page `<service>.md`; or with `<service>` in it, the URL of a page as a site has it",
      changes: "the links of alerts and dashboards",
      limit: "be an https URL without a slash at its end",
      example: "https://<host>/<repository>/docs/runbook",
    }),
  prometheusOperator: z.boolean().default(true).register(facts, {
    what: "whether the cluster has the Prometheus Operator, which reads rules and scrape targets",
    changes:
      "alert rules and scrape targets: without it the rules are files in ConfigMaps, and what scrapes the exporters is configured elsewhere",
    limit: "be true or false: whether the cluster has the kinds PrometheusRule, ServiceMonitor and Probe",
    example: "false",
  }),
  blackboxExporter: hostAndPort.optional().register(facts, {
    what: "host and port of blackbox_exporter, which probes the services' health",
    changes: "which exporter the Probes use",
    limit: "be host:port of blackbox_exporter, the port from 1 to 65535",
    example: "blackbox-exporter.monitoring.svc:19115",
    unset: "blackbox-exporter.<monitoringNamespace>.svc:19115",
  }),
};
