import type * as pulumi from "@pulumi/pulumi";
import { CustomResource } from "@pulumi/kubernetes/apiextensions/customResource";
import { alertEnvironment } from "../../alerts/environment";
import { ruleGroups } from "../../alerts/rule-groups";
import type { Service } from "../../catalog/types";
import type { Settings } from "../../config";
import { objectName } from "../../naming";
import type { Placed } from "../scope";
import { MONITORING_API } from "./monitor-spec";

/** What a service's alert rules are made from. */
export interface AlertRulesArgs extends Placed {
  readonly service: Service;
  readonly config: Pick<
    Settings,
    | "role"
    | "posture"
    | "capacityHorizon"
    | "prometheusOperator"
    | "logs"
    | "monitoringNamespace"
    | "runbookUrl"
  >;
}

/** All alerts of a service as one PrometheusRule (STOCK-10); nothing where no operator would read it. */
export function alertRules(
  { service, config, namespace, labels }: AlertRulesArgs,
  parent: pulumi.Resource,
): void {
  if (!config.prometheusOperator) return;
  new CustomResource(
    `${service.id}-alerts`,
    {
      apiVersion: MONITORING_API,
      kind: "PrometheusRule",
      metadata: {
        name: objectName(service.id, "alerts"),
        namespace,
        // What kube-prometheus chooses rules by.
        labels: { ...labels, prometheus: "k8s", role: "alert-rules" },
      },
      spec: { groups: ruleGroups(service, alertEnvironment(service, config), config.runbookUrl) },
    },
    { parent },
  );
}
