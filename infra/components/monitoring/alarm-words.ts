import type { Area, SeverityName } from "../../catalog/types";

/** What an alarm is of. PagerDuty's event orchestration chooses the escalation policy by these words. */
export interface AlarmKind {
  /** Service by id and by its name for people. */
  readonly service: { readonly id: string; readonly title: string };
  readonly area: Area;
  readonly severity: SeverityName;
}

/**
 * Description of an alarm: the text, and the three words that an Alertmanager event has as fields and a CloudWatch event
 * cannot have.
 */
export function alarmDescription({ service, area, severity }: AlarmKind, text: string): string {
  return `${service.title}: ${text} [service=${service.id} area=${area} severity=${severity}]`;
}
