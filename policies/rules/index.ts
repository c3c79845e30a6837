import type { Rule } from "../support/rule";
import { alertRules } from "./alert";
import { backupRules } from "./backup";
import { bucketRules } from "./bucket";
import { copyRules } from "./copy";
import { cronRules } from "./cron";
import { databaseRules } from "./database";
import { iamRules } from "./iam";
import { podRules } from "./pod";
import { secretRules } from "./secret";
import { stateRules } from "./state";
import { trafficRules } from "./traffic";
import { workloadRules } from "./workload";

/** Rules by folder, in the README's order. */
export const ruleGroups: Readonly<Record<string, readonly Rule[]>> = {
  bucket: bucketRules,
  copy: copyRules,
  state: stateRules,
  iam: iamRules,
  pod: podRules,
  secret: secretRules,
  cron: cronRules,
  backup: backupRules,
  alert: alertRules,
  workload: workloadRules,
  database: databaseRules,
  traffic: trafficRules,
};

/** Every rule of the pack. */
export const rules: readonly Rule[] = Object.values(ruleGroups).flat();
