import { Document, visit } from "yaml";
import { z } from "zod";
import { services } from "../../infra/catalog";
import { severities } from "../../infra/catalog/severities";
import { escalationPolicies, type EscalationPolicy } from "../../infra/oncall/escalation-policy";
import type { DeclaredResource } from "./declared-resource";

const ESCALATION_HEADING = ` Escalation policies of PagerDuty, one for each service, areas and severities. An event's custom_details hold service,
 area and severity: an event orchestration chooses the policy by them. told_by says who notifies a step: Alertmanager
 at once, or PagerDuty, from minute 1 on only while nobody has acknowledged the incident. A default policy also
 takes what has no known area. Made from the catalog: change it there.`;

const oncall = z.object({ configuration: z.looseObject({}), templates: z.string() });

function yaml(value: unknown, heading?: string): string {
  const document = new Document(value, { aliasDuplicateObjects: false });
  // A step is a line of a table.
  visit(document, {
    Map: (_key, node) => {
      node.flow = node.has("told_by");
    },
  });
  if (heading !== undefined) document.commentBefore = heading;
  return document.toString({ lineWidth: 0 });
}

const policyEntry = (policy: EscalationPolicy) => ({
  id: policy.id,
  service: policy.service,
  areas: policy.areas,
  severities: policy.severities,
  response_minutes: policy.responseMinutes,
  urgency: policy.urgency,
  steps: policy.steps.map(({ afterMinutes, role, channel, notifiedBy }) => ({
    after_minutes: afterMinutes,
    role,
    channel,
    told_by: notifiedBy,
  })),
});

/** Escalation policies of these services as YAML, for people and for whatever configures PagerDuty. */
export function escalationFile(ids: readonly string[]): string {
  return yaml(
    {
      severities: severities.map(({ name, responseMinutes, pages }) => ({
        name,
        response_minutes: responseMinutes,
        pages,
      })),
      policies: services
        .filter(({ id }) => ids.includes(id))
        .flatMap(escalationPolicies)
        .map(policyEntry),
    },
    ESCALATION_HEADING,
  );
}

/**
 * Alertmanager's files by path: `alertmanager/alertmanager.yaml`, `lifeboat.tmpl` beside it, and `escalation.yaml`.
 *
 * @returns none where the stack declares no on-call configuration.
 * @throws ZodError when the component shows something else than a configuration and its texts.
 */
export function alertmanagerFiles(resources: readonly DeclaredResource[]): ReadonlyMap<string, string> {
  const component = resources.find(({ type }) => type === "lifeboat:index:OncallConfig");
  if (component === undefined) return new Map();
  const { configuration, templates } = oncall.parse(component.inputs);
  const declared = resources.filter(({ type }) => type === "lifeboat:index:ServiceEnvironment");
  return new Map([
    ["alertmanager/alertmanager.yaml", yaml(configuration)],
    ["alertmanager/lifeboat.tmpl", templates],
    ["alertmanager/escalation.yaml", escalationFile(declared.map(({ name }) => name))],
  ]);
}
