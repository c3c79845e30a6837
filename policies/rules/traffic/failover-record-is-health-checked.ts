import { aliases, DNS_RECORD, failoverRole } from "../../support/aws/failover-record";
import { violation } from "../../support/input/finding";
import type { ResourceRule } from "../../support/rule";

/** Without a check Route 53 takes a dead target for a healthy one, and nothing ever fails over. */
export const failoverRecordIsHealthChecked: ResourceRule = {
  name: "failover-record-is-health-checked",
  demands: "A failover record has a health check, or is an alias that evaluates its target's health.",
  sources: ["REL13-BP05", "CKV2_AWS_38", "STOCK-5"],
  severity: "critical",
  types: [DNS_RECORD],
  *check(subject) {
    if (failoverRole(subject) === undefined) return;
    const check = subject.inputs.at("healthCheckId");
    // The id of a check that is yet to be made is unknown, but there will be one.
    if (check.isUnknown || (check.isSet && check.text !== "")) return;
    const targets = aliases(subject);
    if (targets.length === 0 || targets.some((target) => target.at("evaluateTargetHealth").flag !== true))
      yield violation(
        subject,
        `healthCheckId is ${check.shown || "empty"}`,
        "a health check is asked for",
        "set healthCheckId, or evaluateTargetHealth: true in an alias",
      );
  },
};
