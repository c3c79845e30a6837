import { alertsIn, alertTypes } from "../../support/kubernetes/alert-rule";
import { attempt, violation } from "../../support/input/finding";
import type { ResourceRule } from "../../support/rule";
import { textsSetting } from "../../support/input/setting";

const severities = textsSetting(
  "severities",
  ["P0", "P1", "P2", "P3", "critical", "warning", "info"],
  "Values of the label severity that routes match.",
);

/** An alert without a severity notifies nobody, or everybody. */
export const alertNamesItsSeverity: ResourceRule = {
  name: "alert-names-its-severity",
  demands: "An alert has a label severity that routes match.",
  sources: ["Prometheus alerting practices", "STOCK-9", "MAC-11", "JACK-10"],
  profile: "general",
  labels: ["label severity of alerts"],
  severity: "high",
  types: alertTypes,
  settings: [severities],
  *check(subject, settings) {
    const known = severities.of(settings);
    for (const { name, rule } of alertsIn(subject))
      yield* attempt(subject, function* () {
        const severity = rule.at("labels", "severity");
        if (!known.includes(severity.text ?? ""))
          yield violation(
            subject,
            `alert ${name} has severity ${severity.shown}`,
            `one of ${known.join(", ")} is required`,
            "set labels.severity",
          );
      });
  },
};
