import { alarmNotifies } from "../../../../policies/rules/alert/alarm-notifies";
import { alertCanFire } from "../../../../policies/rules/alert/alert-can-fire";
import { cronJobDoesSomething } from "../../../../policies/rules/cron/cron-job-does-something";
import { failoverRecordFollowsItsCheck } from "../../../../policies/rules/traffic/failover-record-follows-its-check";
import { healthCheckCanFail } from "../../../../policies/rules/traffic/health-check-can-fail";
import { unknown, type Fields, type Value } from "../../../../policies/support/input/value";
import { describeRule, resource, undecidedOn } from "../../support/cases";
import { CONTAINER, job, jobSays, jobUndecided } from "../../support/job";

const alert = (fields: Fields) => [
  resource("kubernetes:monitoring.coreos.com/v1:PrometheusRule", "alerts", {
    spec: { groups: [{ rules: [{ alert: "Late", for: "5m", expr: "up == 0", ...fields }] }] },
  }),
];
const silent = (fault: string) => [
  `violation | PrometheusRule alerts: the expression of alert Late ${fault}; an alert must fire on a failure and on nothing else; compare a metric, or name a watchdog in the setting constantAlerts`,
];
describeRule(alertCanFire, [
  ...[
    "up == 0",
    "absent(up)",
    '{job="api"} == 0',
    "sum by (job) (rate(x[5m])) or vector(0)",
    "x offset 1h > 2",
  ].map((expr) => ({ name: `accepts ${expr}`, given: alert({ expr }) })),
  { name: "accepts a watchdog", given: alert({ alert: "Watchdog", expr: "vector(1)" }) },
  { name: "accepts a day", given: alert({ for: "1d" }) },
  ...["vector(1)", "1 == 1", "time() > 0", "absent(vector(1))", "sum by (job) (vector(0))"].map((expr) => ({
    name: `refuses ${expr}`,
    given: alert({ expr }),
    says: silent("reads no metric"),
  })),
  { name: "refuses none", given: alert({ expr: null }), says: silent("is empty") },
  {
    name: "refuses the infinite",
    given: alert({ expr: "x > +Inf" }),
    says: silent("compares with what no value reaches"),
  },
  {
    name: "refuses itself",
    given: alert({ expr: "x unless x" }),
    says: silent("is never there unless it is"),
  },
  {
    name: "refuses a month",
    given: alert({ for: "30d" }),
    says: [
      "violation | PrometheusRule alerts: alert Late has for 30d; at most 24 hours are allowed; shorten for: the condition must last all that time",
    ],
  },
  {
    name: "cannot decide on unknown",
    given: alert({ expr: unknown }),
    says: undecidedOn("PrometheusRule alerts", "spec.groups[0].rules[0].expr"),
  },
]);

const alarm = (fields: Fields) => [
  resource("aws:cloudwatch/metricAlarm:MetricAlarm", "late", { alarmActions: ["arn"], ...fields }),
];
describeRule(alarmNotifies, [
  { name: "accepts a topic", given: alarm({}) },
  { name: "accepts a topic that does not exist yet", given: alarm({ alarmActions: unknown }) },
  {
    name: "refuses actions that are off",
    given: alarm({ actionsEnabled: false }),
    says: [
      "violation | MetricAlarm late: actionsEnabled is false; an alarm must notify; remove actionsEnabled",
    ],
  },
  {
    name: "refuses none",
    given: alarm({ alarmActions: null }),
    says: [
      "violation | MetricAlarm late: alarmActions is empty; an alarm must notify; name a topic in alarmActions",
    ],
  },
  {
    name: "cannot decide on unknown",
    given: alarm({ actionsEnabled: unknown }),
    says: undecidedOn("MetricAlarm late", "actionsEnabled"),
  },
]);

const KEPT = "the job must do its work on its schedule";
const SHELL = [`${CONTAINER}/command`, `${CONTAINER}/args`] as const;
const shell = (script: string) => [job({ [SHELL[0]]: ["sh", "-c"], [SHELL[1]]: [script] })];
const idle = jobSays("container backup does nothing", KEPT, "give the command that does the work");
describeRule(cronJobDoesSomething, [
  { name: "accepts a program", given: [job()] },
  { name: "accepts 29 February", given: [job({ "spec/schedule": "0 3 29 2 *" })] },
  {
    name: "accepts a template that is started by hand",
    given: [job({ "spec/schedule": "0 0 31 2 *", "spec/suspend": true })],
  },
  ...["echo start; pg_dump app > /b", "sleep 5 && /opt/run", "echo $(pg_dump app)", "true | tee /b"].map(
    (script) => ({
      name: `accepts ${script}`,
      given: shell(script),
    }),
  ),
  ...["exit 0", "echo done", "set -e; echo a && sleep 5"].map((script) => ({
    name: `refuses ${script}`,
    given: shell(script),
    says: idle,
  })),
  { name: "refuses /bin/true", given: [job({ [SHELL[0]]: ["/bin/true"] })], says: idle },
  {
    name: "refuses a day that never comes",
    given: [job({ "spec/schedule": "0 3 31 4,6 *" })],
    says: jobSays(
      "schedule 0 3 31 4,6 * is on a day that never comes",
      KEPT,
      "name a day that its months have",
    ),
  },
  {
    name: "refuses no pods",
    given: [job({ "spec/jobTemplate/spec/parallelism": 0 })],
    says: jobSays("jobTemplate.spec.parallelism is 0", KEPT, "remove parallelism"),
  },
  {
    name: "cannot decide on unknown",
    given: [job({ "spec/jobTemplate/spec/suspend": unknown })],
    says: jobUndecided("spec.jobTemplate.spec.suspend"),
  },
]);

const CHECK = "aws:route53/healthCheck:HealthCheck";
const check = (fields: Fields) => [resource(CHECK, "api", { type: "HTTPS", ...fields })];
const checkSays = (...clauses: readonly string[]) => [`violation | HealthCheck api: ${clauses.join("; ")}`];
describeRule(healthCheckCanFail, [
  { name: "accepts Route 53's defaults", given: check({}) },
  {
    name: "accepts children",
    given: check({ type: "CALCULATED", childHealthThreshold: 1, childHealthchecks: ["a"] }),
  },
  {
    name: "refuses five minutes",
    given: check({ requestInterval: 30, failureThreshold: 10 }),
    says: checkSays(
      "it is unhealthy after 300 s",
      "at most 90 s are allowed",
      "set requestInterval: 10 and failureThreshold: 3",
    ),
  },
  {
    name: "refuses a disabled one",
    given: check({ disabled: true }),
    says: checkSays("disabled is true", "a disabled check is always healthy", "remove disabled"),
  },
  {
    name: "refuses silence as health",
    given: check({ type: "CLOUDWATCH_METRIC", insufficientDataHealthStatus: "Healthy" }),
    says: checkSays(
      "insufficientDataHealthStatus is Healthy",
      "a silent metric must not look healthy",
      "set insufficientDataHealthStatus: Unhealthy",
    ),
  },
  {
    name: "cannot decide on unknown",
    given: check({ disabled: unknown }),
    says: undecidedOn("HealthCheck api", "disabled"),
  },
]);

const record = (healthCheckId: Value) =>
  resource("aws:route53/record:Record", "api", {
    healthCheckId,
    failoverRoutingPolicies: [{ type: "PRIMARY" }],
  });
const inverted = (invertHealthcheck: Value) => resource(CHECK, "api", { id: "1", invertHealthcheck });
describeRule(failoverRecordFollowsItsCheck, [
  { name: "accepts a check as it is", given: [record("1"), inverted(false)] },
  { name: "accepts another's inverted check", given: [record("2"), inverted(true)] },
  {
    name: "refuses an inverted one",
    given: [record("1"), inverted(true)],
    says: [
      "violation | Record api: its health check api is inverted; a record must be served while its endpoint is healthy; remove invertHealthcheck, or attach another check",
    ],
  },
  {
    name: "cannot decide on unknown",
    given: [record("1"), inverted(unknown)],
    says: undecidedOn("Record api", "invertHealthcheck"),
  },
]);
