import { stringify } from "yaml";
import { backupHasItsAlerts } from "../../../../policies/rules/backup/backup-has-its-alerts";
import { unknown, type Fields, type Value } from "../../../../policies/support/input/value";
import { changed, describeRule, resource, undecidedOn } from "../../support/cases";
import { job } from "../../support/recovery-job";

const rules = (...expressions: readonly Value[]) =>
  resource("kubernetes:monitoring.coreos.com/v1:PrometheusRule", "alerts", {
    spec: {
      groups: [
        {
          name: "all",
          rules: [
            { record: "x", expr: "1" },
            ...expressions.map((expr): Fields => ({ alert: "Alert", expr })),
          ],
        },
      ],
    },
  });
const open = resource("kubernetes:monitoring.coreos.com/v1:PrometheusRule", "open", {
  spec: { groups: unknown },
});
const CONFIG_MAP = "kubernetes:core/v1:ConfigMap";
const file = (name: string, ...expressions: readonly string[]) => {
  const all = expressions.map((expr, index) => ({ alert: `Alert${index}`, expr }));
  return resource(CONFIG_MAP, "alerts", {
    data: { [name]: stringify({ groups: [{ name: "app", rules: all }] }) },
  });
};
const backup = job("backup", { name: "app-backup" });
const SUCCESS = 'kube_cronjob_status_last_successful_time{namespace="app",cronjob="app-backup"}';
const OLD =
  'time() - max by (cronjob) (kube_cronjob_status_last_successful_time{namespace="app",cronjob="app-backup"}) > 3600';
const MISSING = 'absent(kube_cronjob_info{namespace="app",cronjob="app-backup"})';
const noAlert = (what: string, example: string) =>
  [
    `violation | CronJob app-backup: no alert on ${what}`,
    "one is required in a PrometheusRule or a rule file of the stack, unless its rules are elsewhere",
    `declare one on ${example} for cronjob app-backup`,
  ].join("; ");
const noAge = noAlert(
  "the age of its last success",
  'time() - kube_cronjob_status_last_successful_time{cronjob="…"} > …',
);
const noAbsence = noAlert("its absence", 'absent(kube_cronjob_info{cronjob="…"})');
describeRule(backupHasItsAlerts, [
  { name: "accepts both", given: [backup, rules(OLD, MISSING)] },
  { name: "accepts both in a rule file", given: [backup, file("app.rules.yaml", OLD, MISSING)] },
  {
    name: "takes no other file for one",
    given: [backup, file("app.yaml", OLD, MISSING)],
    says: [noAge, noAbsence],
  },
  {
    name: "finds nothing in a file that Prometheus cannot read",
    given: [backup, resource(CONFIG_MAP, "alerts", { data: { "app.rules.yaml": "groups: [" } })],
    says: [noAge, noAbsence],
  },
  {
    name: "accepts a pattern",
    given: [backup, rules(OLD.replace('="app-backup"', '=~".*-backup"'), MISSING)],
  },
  {
    name: "asks nothing of a job that its program suspends",
    given: [
      resource(backup.type, "suspended", changed(backup.inputs.value, "spec/suspend", true)),
      rules("up == 0"),
    ],
  },
  { name: "refuses a stack that declares no alert at all", given: [backup], says: [noAge, noAbsence] },
  {
    name: "says nothing of one that is configured to have its rules as files",
    given: [backup],
    settings: { stacksWithRuleFiles: ["prod"] },
  },
  {
    name: "judges its rules where it has them all the same",
    given: [backup, rules(OLD)],
    settings: { stacksWithRuleFiles: ["prod"] },
    says: [noAbsence],
  },
  ...[
    "time() - kube_cronjob_status_last_successful_time > 7200",
    `(time() - ${SUCCESS}) / 60 >= 60`,
    `7200 < time() - ${SUCCESS}`,
    `3600 <= (time() - max(${SUCCESS}))`,
    `${SUCCESS} < time() - 3600`,
    `max by (cronjob) (${SUCCESS}) <= bool (time() - 60 * 60)`,
    `${SUCCESS} + 3600 < time()`,
    `(max(${SUCCESS}) + (2 * 3600)) < time()`,
    OLD.replaceAll('"', "'"),
    OLD.replaceAll('"', "`"),
  ].map((expression) => ({
    name: `accepts ${expression}`,
    given: [backup, rules(expression, MISSING)],
  })),
  ...[
    `time() - ${SUCCESS} < 0`,
    `time() - ${SUCCESS}`,
    `time() - ${SUCCESS} == 0 or up > 1`,
    `time() - ${SUCCESS} and up > 1`,
    `0 > time() - ${SUCCESS}`,
    `${SUCCESS} < time()`,
    `${SUCCESS} > time() - 3600`,
    `${SUCCESS} + 3600 > time()`,
    `up unless ${SUCCESS} < time() - 3600`,
    OLD.replace('="app-backup"', "='other'"),
    OLD.replace('="app-backup"', "=`other`"),
  ].map((expression) => ({
    name: `refuses ${expression}`,
    given: [backup, rules(expression, MISSING)],
    says: [noAge],
  })),
  ...["'", "`"].map((quote) => ({
    name: `knows an absence in ${quote}`,
    given: [backup, rules(OLD, MISSING.replaceAll('"', quote))],
  })),
  { name: "refuses none", given: [backup, rules("up == 0")], says: [noAge, noAbsence] },
  {
    name: "refuses a success that only excludes",
    given: [backup, rules(`time() - kube_cronjob_created > 60 unless ${SUCCESS}`, MISSING)],
    says: [noAge],
  },
  { name: "accepts the age of one series", given: [backup, rules(`(time() - ${SUCCESS}) > 3600`, MISSING)] },
  {
    name: "refuses an age without a time",
    given: [backup, rules(OLD.replace("time() - ", ""), MISSING)],
    says: [noAge],
  },
  {
    name: "refuses the alerts of another job",
    given: [
      backup,
      rules(OLD.replace("app-backup", "old-backup"), MISSING.replace("app-backup", "old-backup")),
    ],
    says: [noAge, noAbsence],
  },
  {
    name: "refuses the alerts of another namespace",
    given: [backup, rules(OLD.replace('"app"', '"other"'), MISSING)],
    says: [noAge],
  },
  {
    name: "refuses the absence of all jobs",
    given: [backup, rules(OLD, "absent(kube_cronjob_info{})")],
    says: [noAbsence],
  },
  {
    name: "refuses a pattern that excludes it, or is none",
    given: [
      backup,
      rules(OLD.replace('="app-backup"', '!~"app-.*"'), MISSING.replace('="app-backup"', '=~"("')),
    ],
    says: [noAge, noAbsence],
  },
  {
    name: "cannot decide on an unknown expression",
    given: [backup, rules(OLD, unknown)],
    says: undecidedOn("CronJob app-backup", "expr of alert Alert"),
  },
  {
    name: "cannot decide while it is not known which alerts there are",
    given: [backup, rules(OLD), open],
    says: undecidedOn("CronJob app-backup", "spec.groups of open"),
  },
  { name: "needs no more alerts than those that tell both", given: [backup, rules(OLD, MISSING), open] },
]);
