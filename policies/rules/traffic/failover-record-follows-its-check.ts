import { DNS_RECORD, failoverRole } from "../../support/aws/failover-record";
import { attempt, violation } from "../../support/input/finding";
import type { Stack, Subject } from "../../support/input/subject";
import type { StackRule } from "../../support/rule";

const CHECK = "aws:route53/healthCheck:HealthCheck";

/** Health check of a record, if the stack declares it. @throws Undecided */
function checkOf(record: Subject, stack: Stack): Subject | undefined {
  const made = record.madeFrom("healthCheckId").map(({ urn }) => urn);
  const all = stack.ofType(CHECK);
  const own = all.find(({ urn }) => made.includes(urn));
  const id = record.inputs.at("healthCheckId");
  if (own !== undefined || id.isUnknown) return own;
  return all.find(
    ({ inputs }) => !inputs.at("id").isUnknown && id.isGiven && inputs.at("id").text === id.text,
  );
}

/** Under an inverted check, traffic leaves an environment that works and goes to one that does not. */
export const failoverRecordFollowsItsCheck: StackRule = {
  name: "failover-record-follows-its-check",
  demands: "A failover record's own health check is not inverted.",
  sources: ["Route 53 HealthCheckConfig: Inverted", "REL13-BP05"],
  profile: "general",
  severity: "critical",
  types: [DNS_RECORD, CHECK],
  *checkStack(stack) {
    for (const subject of stack.ofType(DNS_RECORD))
      yield* attempt(subject, function* () {
        if (failoverRole(subject) === undefined) return;
        const check = checkOf(subject, stack);
        if (check?.inputs.at("invertHealthcheck").flag === true)
          yield violation(
            subject,
            `its health check ${check.name} is inverted`,
            "a record must be served while its endpoint is healthy",
            "remove invertHealthcheck, or attach another check",
          );
      });
  },
};
