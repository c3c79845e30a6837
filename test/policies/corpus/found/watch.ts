import type { Fields } from "../../../../policies/support/input/value";
import { resource } from "../../support/cases";
import { alert, object, one } from "../case";
import { casesOf, type Found } from "./kind";

const check = casesOf(
  "health-check-can-fail",
  "failover-record-follows-its-check",
  "failover-record-is-health-checked",
);
const ROUTE = "Route 53 health check values";
const health = (fields: Fields, record: Fields = { failoverRoutingPolicies: [{ type: "PRIMARY" }] }) => [
  resource("aws:route53/healthCheck:HealthCheck", "it", {
    id: "it-id",
    type: "HTTPS",
    fqdn: "probe.example.com",
    port: 443,
    ...fields,
  }),
  resource("aws:route53/record:Record", "api", {
    name: "api.example.com",
    type: "A",
    zoneId: "Z1",
    records: ["203.0.113.1"],
    ttl: 60,
    healthCheckId: "it-id",
    ...record,
  }),
];
const fires = casesOf("alert-can-fire", "alarm-notifies");
const alarm = (fields: Fields) =>
  one("aws:cloudwatch/metricAlarm:MetricAlarm", {
    namespace: "AWS/RDS",
    metricName: "FreeStorageSpace",
    comparisonOperator: "LessThanThreshold",
    threshold: 1_000_000_000,
    period: 300,
    evaluationPeriods: 1,
    alarmActions: ["arn:aws:sns:eu-west-1:111111111111:pager"],
    ...fields,
  });
const composite = (fields: Fields) =>
  one("aws:cloudwatch/compositeAlarm:CompositeAlarm", {
    alarmName: "all",
    alarmRule: 'ALARM("a") OR ALARM("b")',
    alarmActions: ["arn:aws:sns:eu-west-1:111111111111:pager"],
    ...fields,
  });
const file = (expr: string) =>
  object("core/v1:ConfigMap", {
    data: {
      "app.rules.yaml": JSON.stringify({ groups: [{ name: "a", rules: [{ alert: "A", expr, for: "5m" }] }] }),
    },
  });

/** What should notice a failure. */
export const watch: Found = {
  dangers: {
    "health checks": [
      check("two minutes", ROUTE, ...health({ requestInterval: 30, failureThreshold: 4 })),
      check("a hundred seconds", ROUTE, ...health({ requestInterval: 10, failureThreshold: 10 })),
      check(
        "the last known status",
        ROUTE,
        ...health({
          type: "CLOUDWATCH_METRIC",
          cloudwatchAlarmName: "a",
          insufficientDataHealthStatus: "LastKnownStatus",
        }),
      ),
      check(
        "more children than there are",
        ROUTE,
        ...health({
          type: "CALCULATED",
          childHealthThreshold: 3,
          childHealthchecks: ["a", "b"],
        }),
      ),
      check("an address that nobody reaches", ROUTE, ...health({ ipAddress: "10.0.0.7", fqdn: undefined })),
      check("a loop address", ROUTE, ...health({ ipAddress: "127.0.0.1", fqdn: undefined })),
      check(
        "disabled under weights",
        ROUTE,
        ...health({ disabled: true }, { setIdentifier: "a", weightedRoutingPolicies: [{ weight: 1 }] }),
      ),
      check(
        "a record without a check",
        "Route 53 failover",
        resource("aws:route53/record:Record", "api", {
          name: "api.example.com",
          type: "A",
          zoneId: "Z1",
          records: ["203.0.113.1"],
          ttl: 60,
          setIdentifier: "a",
          failoverRoutingPolicies: [{ type: "PRIMARY" }],
        }),
      ),
      check(
        "an alias that looks away",
        "Route 53 evaluateTargetHealth",
        resource("aws:route53/record:Record", "api", {
          name: "api.example.com",
          type: "A",
          zoneId: "Z1",
          aliases: [{ name: "lb.example.com", zoneId: "Z2", evaluateTargetHealth: false }],
          setIdentifier: "a",
          failoverRoutingPolicies: [{ type: "PRIMARY" }],
        }),
      ),
    ],
    "alerts that cannot fire": [
      fires("for two days", "pint rule/for", alert("up == 0", { for: "48h" })),
      fires("for a week", "pint rule/for", alert("up == 0", { for: "1w" })),
      fires("a false constant", "pint promql/impossible", alert("1 > 2")),
      fires("no number is less", "PromQL floats", alert("backup_age_seconds < -Inf")),
      fires("absence of a constant", "PromQL absent", alert("absent(vector(1))")),
      fires("fewer than none", "pint alerts/count", alert("count(up) < 0")),
      fires("none of what is filtered", "pint alerts/count", alert("count(up == 1) == 0")),
      fires("a falling rate", "PromQL rate", alert("rate(errors_total[5m]) < 0")),
      fires("two limits at once", "pint promql/impossible", alert("backup_age > 10 and backup_age < 5")),
      fires("unless itself with labels", "pint promql/impossible", alert('up{job="a"} unless up{job="a"}')),
      fires("a constant in a file", "promtool", file("vector(0) == 1")),
      fires(
        "more points than periods",
        "CloudWatch M out of N",
        alarm({ datapointsToAlarm: 5, evaluationPeriods: 3 }),
      ),
      fires("actions off in a composite", "AWS FSBP CloudWatch.17", composite({ actionsEnabled: false })),
      fires("a composite without action", "AWS FSBP CloudWatch.15", composite({ alarmActions: [] })),
      fires("a composite that is never", "CloudWatch AlarmRule", composite({ alarmRule: "FALSE" })),
      fires(
        "an action for good news alone",
        "prowler cloudwatch_alarm_actions_alarm_state_configured",
        alarm({
          alarmActions: undefined,
          okActions: ["arn:aws:sns:eu-west-1:111111111111:pager"],
        }),
      ),
      fires(
        "silence of a heartbeat is well",
        "CloudWatch treatMissingData",
        alarm({
          metricName: "BackupSucceeded",
          threshold: 1,
          treatMissingData: "notBreaching",
        }),
      ),
      fires(
        "above all percents",
        "CloudWatch CPUUtilization",
        alarm({
          metricName: "CPUUtilization",
          comparisonOperator: "GreaterThanThreshold",
          threshold: 100,
        }),
      ),
      fires("for days of a metric", "CloudWatch evaluation", alarm({ period: 86_400, evaluationPeriods: 7 })),
    ],
  },
  alarms: {
    "health checks": [
      check("thirty seconds thrice", ROUTE, ...health({ requestInterval: 30, failureThreshold: 3 })),
      check("its defaults", ROUTE, ...health({})),
      check("ten seconds twice", ROUTE, ...health({ requestInterval: 10, failureThreshold: 2 })),
      check(
        "one of two children",
        ROUTE,
        ...health({
          type: "CALCULATED",
          childHealthThreshold: 1,
          childHealthchecks: ["a", "b"],
        }),
      ),
      check(
        "an alarm without data is ill",
        ROUTE,
        ...health({
          type: "CLOUDWATCH_METRIC",
          cloudwatchAlarmName: "a",
          insufficientDataHealthStatus: "Unhealthy",
        }),
      ),
      check("a public address", ROUTE, ...health({ ipAddress: "203.0.113.1" })),
      check("TCP", ROUTE, ...health({ type: "TCP", port: 5432, requestInterval: 10 })),
      check(
        "an alias that looks",
        "Route 53 evaluateTargetHealth",
        resource("aws:route53/record:Record", "api", {
          name: "api.example.com",
          type: "A",
          zoneId: "Z1",
          aliases: [{ name: "lb.example.com", zoneId: "Z2", evaluateTargetHealth: true }],
          setIdentifier: "a",
          failoverRoutingPolicies: [{ type: "PRIMARY" }],
        }),
      ),
      check(
        "a simple record",
        "Route 53",
        resource("aws:route53/record:Record", "api", {
          name: "www.example.com",
          type: "CNAME",
          zoneId: "Z1",
          records: ["example.com"],
          ttl: 3600,
        }),
      ),
    ],
    "alerts that cannot fire": [
      fires("for a day", "kubernetes-mixin", alert("ssl_expiry_days < 14", { for: "24h" })),
      fires("for a day and some", "kubernetes-mixin", alert("up == 0", { for: "6h30m" })),
      fires("fewer than three", "pint alerts/count", alert("count(up == 1) < 3 or absent(up)")),
      fires("a count without filter", "pint alerts/count", alert("count(up) < 3")),
      fires("absence over a day", "PromQL", alert('absent_over_time(backup_success{job="b"}[1d])')),
      fires("office hours", "PromQL", alert("up == 0 and on() hour() > 8")),
      fires("unless in maintenance", "PromQL", alert("up == 0 unless on(instance) maintenance == 1")),
      fires("a label of Inf", "histograms", alert('rate(latency_bucket{le="+Inf"}[5m]) > 10')),
      fires("a metric named after nothing", "PromQL", alert("nan_count > 1")),
      fires("between two limits", "PromQL", alert("temperature > 10 and temperature < 50")),
      fires("two metrics with two limits", "PromQL", alert("disk_free < 5 and disk_size > 10")),
      fires("a falling gauge", "PromQL deriv", alert("deriv(disk_free[1h]) < 0")),
      fires("no growth", "PromQL", alert("increase(backups_total[1d]) == 0")),
      fires("a file of rules", "promtool", file("up == 0")),
      fires("an alarm", "AWS CloudWatch", alarm({})),
      fires("three of five", "CloudWatch M out of N", alarm({ datapointsToAlarm: 3, evaluationPeriods: 5 })),
      fires("a composite", "CloudWatch", composite({})),
      fires(
        "a heartbeat whose silence breaches",
        "CloudWatch treatMissingData",
        alarm({
          metricName: "BackupSucceeded",
          threshold: 1,
          treatMissingData: "breaching",
        }),
      ),
      fires(
        "errors whose absence is well",
        "CloudWatch treatMissingData",
        alarm({
          metricName: "Errors",
          comparisonOperator: "GreaterThanThreshold",
          threshold: 0,
          treatMissingData: "notBreaching",
        }),
      ),
      fires(
        "an alarm that scales",
        "EC2 Auto Scaling",
        alarm({
          alarmActions: ["arn:aws:autoscaling:eu-west-1:111111111111:scalingPolicy:a"],
        }),
      ),
    ],
  },
};
