import { alertLinksToItsRunbook } from "../../../../policies/rules/alert/alert-links-to-its-runbook";
import { alertNamesItsSeverity } from "../../../../policies/rules/alert/alert-names-its-severity";
import { alertWaitsBeforeItFires } from "../../../../policies/rules/alert/alert-waits-before-it-fires";
import { unknown, type Fields, type Value } from "../../../../policies/support/input/value";
import { describeRule, resource, undecidedOn } from "../../support/cases";

const sound = {
  alert: "BackupTooOld",
  expr: "up == 0",
  for: "5m",
  labels: { severity: "P1" },
  annotations: { runbook_url: "https://runbooks.example.com/app#backuptooold" },
};
const given = (changes: Fields) => [
  resource("kubernetes:monitoring.coreos.com/v1:PrometheusRule", "alerts", {
    spec: {
      groups: [
        {
          name: "app",
          rules: [
            { record: "x", expr: "1" },
            { ...sound, ...changes },
          ],
        },
      ],
    },
  }),
];
const says = (...clauses: readonly string[]) => [`violation | PrometheusRule alerts: ${clauses.join("; ")}`];
const undecided = (path: string) => undecidedOn("PrometheusRule alerts", `spec.groups[0].rules[1].${path}`);

const holds = (alert: string, shown: string) =>
  says(
    `alert ${alert} has for ${shown}`,
    "a duration above 0 is required",
    "set for, such as 5m, or name the alert in the setting immediateAlerts and set for: 0s",
  );
const inFile = (changes: Fields) => [
  resource("kubernetes:core/v1:ConfigMap", "alerts", {
    data: {
      "app.rules.yaml": JSON.stringify({ groups: [{ name: "app", rules: [{ ...sound, ...changes }] }] }),
    },
  }),
];
describeRule(alertWaitsBeforeItFires, [
  { name: "accepts five minutes in a rule file", given: inFile({}) },
  {
    name: "refuses none in a rule file",
    given: inFile({ for: "0s" }),
    says: holds("BackupTooOld", "0s").map((said) => said.replace("PrometheusRule", "ConfigMap")),
  },
  { name: "accepts five minutes", given: given({}) },
  { name: "accepts an hour and a half", given: given({ for: "1h30m" }) },
  { name: "accepts a watchdog that fires at once", given: given({ alert: "Watchdog", for: "0s" }) },
  {
    name: "refuses a watchdog that does not say so",
    given: given({ alert: "Watchdog", for: null }),
    says: holds("Watchdog", "absent"),
  },
  { name: "refuses none", given: given({ for: null }), says: holds("BackupTooOld", "absent") },
  { name: "refuses nothing", given: given({ for: "0m" }), says: holds("BackupTooOld", "0m") },
  {
    name: "refuses what is no duration",
    given: given({ for: "5 minutes" }),
    says: holds("BackupTooOld", "5 minutes"),
  },
  {
    name: "accepts one at once where configured",
    given: given({ for: "0s" }),
    settings: { immediateAlerts: ["BackupTooOld"] },
  },
  { name: "cannot decide on unknown", given: given({ for: unknown }), says: undecided("for") },
]);

const severity = (value: Value) => given({ labels: { severity: value } });
const severityShown = (shown: string) =>
  says(
    `alert BackupTooOld has severity ${shown}`,
    "one of P0, P1, P2, P3, critical, warning, info is required",
    "set labels.severity",
  );
describeRule(alertNamesItsSeverity, [
  { name: "accepts a severity", given: severity("P0") },
  { name: "refuses none", given: given({ labels: {} }), says: severityShown("absent") },
  { name: "refuses one that no route knows", given: severity("urgent"), says: severityShown("urgent") },
  { name: "accepts it where configured", given: severity("urgent"), settings: { severities: ["urgent"] } },
  { name: "cannot decide on unknown", given: severity(unknown), says: undecided("labels.severity") },
]);

const link = (value: Value) => given({ annotations: { runbook_url: value } });
const linkShown = (shown: string) =>
  says(
    `alert BackupTooOld has runbook_url ${shown}`,
    "an https:// address is required",
    "set annotations.runbook_url",
  );
describeRule(alertLinksToItsRunbook, [
  { name: "accepts a link", given: given({}) },
  { name: "refuses none", given: given({ annotations: {} }), says: linkShown("absent") },
  { name: "refuses an empty one", given: link(""), says: linkShown("empty") },
  { name: "refuses plain HTTP", given: link("http://wiki/backup"), says: linkShown("http://wiki/backup") },
  { name: "refuses a file's name", given: link("runbook.md"), says: linkShown("runbook.md") },
  { name: "cannot decide on unknown", given: link(unknown), says: undecided("annotations.runbook_url") },
]);
