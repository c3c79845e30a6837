import {
  alertsIn,
  isPositiveDuration,
  isZeroDuration,
  alertTypes,
} from "../../support/kubernetes/alert-rule";
import { attempt, violation } from "../../support/input/finding";
import type { ResourceRule } from "../../support/rule";
import { textsSetting } from "../../support/input/setting";

const immediateAlerts = textsSetting(
  "immediateAlerts",
  ["Watchdog"],
  "Alerts that may fire at once, with for: 0s.",
);

/** One bad sample must not wake anybody. */
export const alertWaitsBeforeItFires: ResourceRule = {
  name: "alert-waits-before-it-fires",
  demands: "An alert states how long its condition must last; only a watchdog fires at once.",
  sources: ["Prometheus alerting practices", "pint alerts/for", "STOCK-10"],
  profile: "general",
  severity: "medium",
  types: alertTypes,
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
          "a duration above 0 is required",
          "set for, such as 5m, or name the alert in the setting immediateAlerts and set for: 0s",
        );
      });
  },
};
