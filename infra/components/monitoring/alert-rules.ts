import type * as pulumi from "@pulumi/pulumi";
import { CustomResource } from "@pulumi/kubernetes/apiextensions/customResource";
import { ConfigMap } from "@pulumi/kubernetes/core/v1/configMap";
import { stringify } from "yaml";
import { ruleFileEnding } from "../../../lib/rule-file";
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

/** Prometheus reads YAML 1.1, in which a bare `no` is false. */
const RULE_FILE = { lineWidth: 0, version: "1.1" } as const;

/**
 * All alerts of a service (STOCK-10): a PrometheusRule, or without the Prometheus Operator a ConfigMap with a file of rules
 * for `rule_files` of prometheus.yml.
 */
export function alertRules(
  { service, config, namespace, labels }: AlertRulesArgs,
  parent: pulumi.Resource,
): void {
  const name = objectName(service.id, "alerts");
  const groups = ruleGroups(service, alertEnvironment(service, config), config.runbookUrl);
  if (!config.prometheusOperator) {
    const data = { [`${service.id}${ruleFileEnding}`]: stringify({ groups }, RULE_FILE) };
    new ConfigMap(
      `${service.id}-alert-file`,
      { metadata: { name, namespace: config.monitoringNamespace, labels }, data },
      { parent },
    );
    return;
  }
  new CustomResource(
    `${service.id}-alerts`,
    {
      apiVersion: MONITORING_API,
      kind: "PrometheusRule",
      // What kube-prometheus chooses rules by.
      metadata: { name, namespace, labels: { ...labels, prometheus: "k8s", role: "alert-rules" } },
      spec: { groups },
    },
    { parent },
  );
}
