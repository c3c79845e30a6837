import { alertsIn, alertTypes } from "../../support/kubernetes/alert-rule";
import { attempt, violation } from "../../support/input/finding";
import type { ResourceRule } from "../../support/rule";

/** The person who is woken needs the page, not a search. */
export const alertLinksToItsRunbook: ResourceRule = {
  name: "alert-links-to-its-runbook",
  demands: "An alert links to its runbook over HTTPS.",
  sources: ["kubernetes-mixin runbook_url", "OPS07-BP03", "JACK-6"],
  profile: "general",
  labels: ["annotation runbook_url of alerts"],
  severity: "medium",
  types: alertTypes,
  *check(subject) {
    for (const { name, rule } of alertsIn(subject))
      yield* attempt(subject, function* () {
        const link = rule.at("annotations", "runbook_url");
        if (!/^https:\/\/\S+$/.test(link.text ?? ""))
          yield violation(
            subject,
            `alert ${name} has runbook_url ${link.shown || "empty"}`,
            "an https:// address is required",
            "set annotations.runbook_url",
          );
      });
  },
};
