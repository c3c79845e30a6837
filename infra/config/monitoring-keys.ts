import { z } from "zod";
import { help, set } from "./help";

/** Keys of the monitoring. */
export const monitoringKeys = {
  /** Whether the cluster has the Prometheus Operator, which reads PrometheusRule objects. @default true */
  prometheusOperator: z
    .boolean()
    .default(true)
    .register(help, {
      limit: "be true or false: whether the cluster knows PrometheusRule objects",
      remedy: set("prometheusOperator", "false"),
    }),
};
