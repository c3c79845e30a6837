import { aliases, DNS_RECORD, failoverRole } from "../../support/aws/failover-record";
import { violation } from "../../support/input/finding";
import type { ResourceRule } from "../../support/rule";
import { numberSetting } from "../../support/input/setting";

const maximumSeconds = numberSetting(
  "maximumSeconds",
  60,
  "Seconds for which a resolver may cache a failover record.",
);

/** Until the TTL expires, clients keep using the lost environment. */
export const failoverRecordHasShortTtl: ResourceRule = {
  name: "failover-record-has-short-ttl",
  demands: "A failover record has a short TTL, unless it is an alias.",
  sources: ["Route 53 best practices: TTL", "STOCK-2", "STOCK-5"],
  profile: "general",
  severity: "high",
  types: [DNS_RECORD],
  settings: [maximumSeconds],
  *check(subject, settings) {
    if (failoverRole(subject) === undefined || aliases(subject).length > 0) return;
    const limit = maximumSeconds.of(settings);
    const ttl = subject.inputs.at("ttl");
    if ((ttl.number ?? Infinity) > limit)
      yield violation(
        subject,
        `ttl is ${ttl.shown}`,
        `at most ${limit} seconds are required`,
        `set ttl: ${limit}`,
      );
  },
};
