import { aliases, DNS_RECORD, failoverRole } from "../../support/aws/failover-record";
import { violation } from "../../support/input/finding";
import type { ResourceRule } from "../../support/rule";

/** Without a check Route 53 considers every target healthy, and never fails over. */
export const failoverRecordIsHealthChecked: ResourceRule = {
  name: "failover-record-is-health-checked",
  demands: "A failover record has a health check, or is an alias that evaluates its target's health.",
  sources: ["REL13-BP05", "STOCK-5"],
  profile: "general",
  severity: "critical",
  types: [DNS_RECORD],
  *check(subject) {
    if (failoverRole(subject) === undefined) return;
    const check = subject.inputs.at("healthCheckId");
    // The id of a check that does not exist yet is unknown, but the check is declared.
    if (check.isUnknown || (check.isSet && check.text !== "")) return;
    const targets = aliases(subject);
    if (targets.length === 0 || targets.some((target) => target.at("evaluateTargetHealth").flag !== true))
      yield violation(
        subject,
        `healthCheckId is ${check.shown || "empty"}`,
        "a health check is required",
        "set healthCheckId, or evaluateTargetHealth: true in an alias",
      );
  },
};
