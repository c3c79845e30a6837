import { kinds } from "./kinds";
import type { Mutation } from "./mutation";
import { changed, with1 } from "./table";

/** What the rules on alerts guard. */
export const alerts: readonly Mutation[] = [
  ...changed("alert-waits-before-it-fires", kinds.alertRules, [
    ["spec groups * rules", with1({ alert: "New", expr: "up == 0" })],
    ["spec groups * rules", with1({ alert: "New", expr: "up == 0", for: "0s" })],
    ["spec groups * rules * for", (hold) => (hold === undefined ? undefined : "never")],
  ]),
  ...changed("alert-names-its-severity", kinds.alertRules, [
    ["spec groups * rules", with1({ alert: "New", expr: "up == 0" })],
    ["spec groups * rules * labels severity", undefined],
    ["spec groups * rules * labels severity", (severity) => (severity === undefined ? undefined : "urgent")],
  ]),
  ...changed("alert-links-to-its-runbook", kinds.alertRules, [
    ["spec groups * rules", with1({ alert: "New", expr: "up == 0" })],
    ["spec groups * rules * annotations runbook_url", undefined],
    ["spec groups * rules * annotations runbook_url", "http://wiki/runbook"],
  ]),
];
