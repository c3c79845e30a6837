import { severities } from "../catalog/severities";
import type { ErrorCode, Service } from "../catalog/types";
import { archiveAlerts } from "./archive";
import { capacityAlerts } from "./capacity";
import { databaseAlerts } from "./database";
import { failoverAlerts } from "./failover";
import { jobAlerts } from "./jobs";
import { logAlerts } from "./logs";
import { objectiveAlerts } from "./objectives";
import { securityAlerts } from "./security";
import { taskAlerts } from "./tasks";
import type { Alert, AlertArea, AlertEnvironment, Recording } from "./types";
import { watchAlerts } from "./watch";
import { workloadAlerts } from "./workload";

/** A rule as Prometheus reads it. */
export type Rule =
  | {
      readonly record: string;
      readonly expr: string;
      readonly labels: Readonly<Record<string, string>>;
    }
  | {
      readonly alert: string;
      readonly expr: string;
      readonly for: string;
      readonly labels: Readonly<Record<string, string>>;
      readonly annotations: Readonly<Record<string, string>>;
    };

/** A group of rules as Prometheus reads it. */
export interface RuleGroup {
  /** `<service>-<area>`, unique. */
  readonly name: string;
  /** Time between two evaluations, such as `1m`. */
  readonly interval: string;
  readonly rules: readonly Rule[];
}

/** Anchor of an alert's section in a runbook: `HighErrorRate` is `high-error-rate`. */
export function runbookAnchor(alert: string): string {
  return alert
    .replace(/([a-z0-9])([A-Z])/g, "$1-$2")
    .replace(/([A-Z]+)([A-Z][a-z])/g, "$1-$2")
    .toLowerCase();
}

/** What stands for the service's id in config's `runbookUrl`. */
const SERVICE = "<service>";

/**
 * URL of a service's runbook page, or of an alert's section in it.
 * @param runbooks config's `runbookUrl`
 */
export function runbookLink(runbooks: string, service: string, alert?: string): string {
  const page = runbooks.includes(SERVICE)
    ? runbooks.replaceAll(SERVICE, service)
    : `${runbooks}/${service}.md`;
  return alert === undefined ? page : `${page}#${runbookAnchor(alert)}`;
}

/** All areas of a service in an environment, in the order of its rules. */
export function alertAreas(service: Service, environment: AlertEnvironment): readonly AlertArea[] {
  return [
    watchAlerts,
    jobAlerts,
    taskAlerts,
    objectiveAlerts,
    workloadAlerts,
    databaseAlerts,
    archiveAlerts,
    failoverAlerts,
    securityAlerts,
    capacityAlerts,
    logAlerts,
  ].map((area) => area(service, environment));
}

/** Minutes until someone works on it: the severity's response time (STOCK-9), or the area's (JACK-10) if that is sooner. */
export function responseMinutes({ escalation }: Service, { area, severity }: Alert): number {
  const ofArea = (escalation.areas[area] ?? escalation.default).responseMinutes;
  const promised = severities.filter(({ name }) => name === severity).map((one) => one.responseMinutes);
  return Math.min(...promised, ...(ofArea === undefined ? [] : [ofArea]));
}

/** An error code's meaning, with its SQLSTATE codes: `DB006 deadlock detected (SQLSTATE 40P01): retry the transaction`. */
function explained({ code, description, sqlStates, remedy }: ErrorCode): string {
  const states = sqlStates.length === 0 ? "" : ` (SQLSTATE ${sqlStates.join(", ")})`;
  return `${code} ${description}${states}: ${remedy}`;
}

function alertRule(service: Service, alert: Alert, runbooks: string): Rule {
  const codes = service.errorCodes.filter(({ code }) => alert.errorCodes?.includes(code) === true);
  return {
    alert: alert.name,
    expr: alert.expr,
    for: `${alert.forMinutes}m`,
    labels: {
      service: service.id,
      severity: alert.severity,
      area: alert.area,
      response_minutes: String(responseMinutes(service, alert)),
      ...(codes.length === 0 ? {} : { error_codes: codes.map(({ code }) => code).join(",") }),
    },
    annotations: {
      summary: `${service.title}: ${alert.summary}`,
      description: alert.description,
      ...(codes.length === 0 ? {} : { error_codes: codes.map(explained).join("; ") }),
      runbook_url: runbookLink(runbooks, service.id, alert.name),
    },
  };
}

/**
 * The rules of a service in an environment: its areas' alerts, with labels and links added in one pass.
 * @param runbooks config's `runbookUrl`
 * @throws ProblemError if a schedule or a CronJob's name is malformed, which the catalog's check reports first
 */
export function ruleGroups(
  service: Service,
  environment: AlertEnvironment,
  runbooks: string,
): readonly RuleGroup[] {
  const recordingRule = ({ record, expr }: Recording): Rule => ({
    record,
    expr,
    // An aggregate loses its labels, and several environments may share a Prometheus.
    labels: { namespace: environment.namespace, service: service.id },
  });
  return alertAreas(service, environment)
    .filter(({ alerts }) => alerts.length > 0)
    .map(({ name, intervalMinutes = 1, recordings = [], alerts }) => ({
      name: `${service.id}-${name}`,
      interval: `${intervalMinutes}m`,
      rules: [
        ...recordings.map(recordingRule),
        ...alerts.map((alert) => alertRule(service, alert, runbooks)),
      ],
    }));
}
