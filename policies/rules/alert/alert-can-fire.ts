import { alarmFaults } from "../../support/aws/alarm-fault";
import { attempt, violation } from "../../support/input/finding";
import { numberSetting, textsSetting } from "../../support/input/setting";
import { alertsIn, alertTypes, secondsOf } from "../../support/kubernetes/alert-rule";
import { constantFault } from "../../support/kubernetes/prom-constant";
import type { ResourceRule } from "../../support/rule";

const maximumHours = numberSetting(
  "maximumHours",
  24,
  "Hours for which an alert's condition may have to last.",
);
const constantAlerts = textsSetting(
  "constantAlerts",
  ["Watchdog", "DeadMansSwitch"],
  "Alerts that fire always, so that their silence is noticed.",
);

const ALARMS = ["aws:cloudwatch/metricAlarm:MetricAlarm", "aws:cloudwatch/compositeAlarm:CompositeAlarm"];

/** An alert that cannot fire looks like a system that does not fail. */
export const alertCanFire: ResourceRule = {
  name: "alert-can-fire",
  demands:
    "An alert reads a metric, compares it with what it can reach, and need not last for longer than a day; so does an alarm of CloudWatch, and it takes no silence of a success for one.",
  sources: ["pint alerts/count", "pint promql/impossible", "CloudWatch: M out of N, missing data"],
  profile: "general",
  severity: "high",
  types: [...alertTypes, ...ALARMS],
  settings: [maximumHours, constantAlerts],
  *check(subject, settings) {
    const limit = maximumHours.of(settings);
    if (ALARMS.includes(subject.type)) {
      for (const clauses of alarmFaults(subject.type, subject.inputs, limit))
        yield violation(subject, ...clauses);
      return;
    }
    for (const { name, rule } of alertsIn(subject))
      yield* attempt(subject, function* () {
        const hold = rule.at("for");
        if (!hold.isUnknown && secondsOf(hold.text ?? "") > limit * 3600)
          yield violation(
            subject,
            `alert ${name} has for ${hold.shown}`,
            `at most ${limit} hours are allowed`,
            "shorten for: the condition must last all that time",
          );
        const fault = constantAlerts.of(settings).includes(name)
          ? undefined
          : constantFault(rule.at("expr").isSet ? rule.at("expr").shown : "");
        if (fault !== undefined)
          yield violation(
            subject,
            `the expression of alert ${name} ${fault}`,
            "an alert must fire on a failure and on nothing else",
            "compare a metric, or name a watchdog in the setting constantAlerts",
          );
      });
  },
};
