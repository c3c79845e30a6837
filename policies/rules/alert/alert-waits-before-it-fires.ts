import {
  alertsIn,
  isPositiveDuration,
  isZeroDuration,
  PROMETHEUS_RULE,
} from "../../support/kubernetes/alert-rule";
import { attempt, violation } from "../../support/input/finding";
import type { ResourceRule } from "../../support/rule";
import { textsSetting } from "../../support/input/setting";

const immediateAlerts = textsSetting(
  "immediateAlerts",
  ["Watchdog"],
  "Alerts that may fire at once, and say so with for: 0s.",
);

/** One bad sample wakes nobody. */
export const alertWaitsBeforeItFires: ResourceRule = {
  name: "alert-waits-before-it-fires",
  demands: "An alert says for how long its condition must hold, and only a watchdog fires at once.",
  sources: ["Prometheus alerting practices", "pint alerts/for", "STOCK-10"],
  severity: "medium",
  types: [PROMETHEUS_RULE],
  settings: [immediateAlerts],
  *check(subject, settings) {
    const immediate = immediateAlerts.of(settings);
    for (const { name, rule } of alertsIn(subject))
      yield* attempt(subject, function* () {
        const hold = rule.at("for");
        const text = hold.text ?? "";
        if (isPositiveDuration(text) || (isZeroDuration(text) && immediate.includes(name))) return;
        yield violation(
          subject,
          `alert ${name} has for ${hold.shown}`,
          "a duration above 0 is asked for",
          "set for, such as 5m, or name the alert in the setting immediateAlerts and set for: 0s",
        );
      });
  },
};
