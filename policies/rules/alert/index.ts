import type { Rule } from "../../support/rule";
import { alertLinksToItsRunbook } from "./alert-links-to-its-runbook";
import { alertNamesItsSeverity } from "./alert-names-its-severity";
import { alertWaitsBeforeItFires } from "./alert-waits-before-it-fires";

/** In the order of the README. */
export const alertRules: readonly Rule[] = [
  alertWaitsBeforeItFires,
  alertNamesItsSeverity,
  alertLinksToItsRunbook,
];
