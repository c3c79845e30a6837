import type { Fields } from "../../../../policies/support/input/value";
import { alert, one, type Corpus, type CorpusCase } from "../case";

const check = (what: string, from: string, fields: Fields): CorpusCase => ({
  what,
  from,
  given: [
    one("aws:route53/healthCheck:HealthCheck", {
      type: "HTTPS",
      fqdn: "api.example.com",
      port: 443,
      ...fields,
    }),
    one("aws:route53/record:Record", {
      name: "api.example.com",
      type: "A",
      zoneId: "Z1",
      healthCheckId: "it-id",
      failoverRoutingPolicies: [{ type: "PRIMARY" }],
    }),
  ],
  rules: ["health-check-can-fail", "failover-record-follows-its-check"],
});
const silent = (what: string, from: string, expr: string, more: Fields = {}): CorpusCase => ({
  what,
  from,
  given: [alert(expr, more)],
  rules: ["alert-can-fire"],
});
const alarm = (what: string, from: string, fields: Fields): CorpusCase => ({
  what,
  from,
  given: [
    one("aws:cloudwatch/metricAlarm:MetricAlarm", {
      comparisonOperator: "GreaterThanThreshold",
      evaluationPeriods: 1,
      alarmActions: ["arn:aws:sns:eu-west-1:111111111111:pager"],
      ...fields,
    }),
  ],
  rules: ["alarm-notifies"],
});

/** What should notice a failure and cannot. */
export const watch: Corpus = {
  "health checks": [
    check("disabled", "Route 53 Disabled", { disabled: true }),
    check("inverted under a failover record", "Route 53 Inverted", { id: "it-id", invertHealthcheck: true }),
    check("slow", "Route 53 best practices", { requestInterval: 30, failureThreshold: 10 }),
    check("healthy without data", "Route 53 InsufficientDataHealthStatus", {
      type: "CLOUDWATCH_METRIC",
      insufficientDataHealthStatus: "Healthy",
    }),
    check("no child needed", "Route 53 HealthThreshold 0", {
      type: "CALCULATED",
      childHealthThreshold: 0,
      childHealthchecks: ["a", "b"],
    }),
    check("no child at all", "Route 53 CALCULATED", {
      type: "CALCULATED",
      childHealthThreshold: 1,
      childHealthchecks: [],
    }),
  ],
  "alerts that cannot fire": [
    silent("for 30 days", "pint alerts/for", "time() - backup_last_success > 7200", { for: "30d" }),
    silent("for a month in hours", "pint alerts/for", "up == 0", { for: "720h" }),
    silent("a constant that is false", "pint promql/impossible", "vector(0) > 1"),
    silent("a constant that is true", "pint alerts/comparison", "1 == 1"),
    silent("the time alone", "pint promql/impossible", "time() < 0"),
    silent("more than infinity", "PromQL floats", "backup_age_seconds > +Inf"),
    silent("equal to no number", "PromQL floats: NaN equals nothing", "backup_age_seconds == NaN"),
    silent("unless itself", "pint promql/impossible", "backup_failed unless backup_failed"),
    silent("no expression", "promtool check rules", ""),
    alarm("actions off", "AWS FSBP CloudWatch.17", { actionsEnabled: false }),
    alarm("no action", "AWS FSBP CloudWatch.15; CKV_AWS_319", { alarmActions: [] }),
  ],
};
