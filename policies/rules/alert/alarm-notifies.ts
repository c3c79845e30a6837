import { violation } from "../../support/input/finding";
import type { ResourceRule } from "../../support/rule";

/** An alarm without an action is a colour on a page that nobody reads at night. */
export const alarmNotifies: ResourceRule = {
  name: "alarm-notifies",
  demands: "A CloudWatch alarm has an action, and its actions are enabled.",
  sources: ["AWS FSBP CloudWatch.15", "AWS FSBP CloudWatch.17", "CKV_AWS_319"],
  profile: "general",
  severity: "high",
  types: ["aws:cloudwatch/metricAlarm:MetricAlarm", "aws:cloudwatch/compositeAlarm:CompositeAlarm"],
  *check(subject) {
    if (subject.inputs.at("actionsEnabled").flag === false)
      yield violation(subject, "actionsEnabled is false", "an alarm must notify", "remove actionsEnabled");
    const actions = subject.inputs.at("alarmActions");
    // The ARN of a topic that does not exist yet is unknown, but the action is declared.
    if (!actions.isUnknown && actions.items.length === 0)
      yield violation(
        subject,
        "alarmActions is empty",
        "an alarm must notify",
        "name a topic in alarmActions",
      );
  },
};
