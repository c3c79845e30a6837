import { violation, type Clauses } from "../../support/input/finding";
import type { Input } from "../../support/input/input";
import { numberSetting } from "../../support/input/setting";
import type { ResourceRule } from "../../support/rule";

const maximumSeconds = numberSetting(
  "maximumSeconds",
  90,
  "Seconds after which a failed endpoint must be unhealthy: interval times threshold.",
);

/** Route 53's defaults. */
const DEFAULTS = { requestInterval: 30, failureThreshold: 3 } as const;

/** Kinds that ask an endpoint by themselves. */
const ASKING = /^(HTTPS?|HTTPS?_STR_MATCH|TCP)$/;

/** Addresses that are of a network of one's own (RFC 1918, RFC 6598), of the host or of the link. */
const PRIVATE =
  /^(10\.|127\.|192\.168\.|169\.254\.|172\.(1[6-9]|2\d|3[01])\.|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.|f[cd]|fe80|::1$)/i;

function* faults(check: Input, limit: number): Iterable<Clauses> {
  const type = check.at("type").text ?? "";
  if (check.at("disabled").flag === true)
    yield ["disabled is true", "a disabled check is always healthy", "remove disabled"];
  if (ASKING.test(type)) {
    const interval = check.at("requestInterval").number ?? DEFAULTS.requestInterval;
    const seconds = interval * (check.at("failureThreshold").number ?? DEFAULTS.failureThreshold);
    if (seconds > limit)
      yield [
        `it is unhealthy after ${seconds} s`,
        `at most ${limit} s are allowed`,
        "set requestInterval: 10 and failureThreshold: 3",
      ];
  }
  const address = check.at("ipAddress");
  if (!address.isUnknown && PRIVATE.test(address.text ?? ""))
    yield [
      `ipAddress is ${address.shown}`,
      "Route 53 asks from the internet, which no private address answers",
      "name a public address, or check an alarm of CloudWatch",
    ];
  const silent = check.at("insufficientDataHealthStatus").text ?? "";
  if (type === "CLOUDWATCH_METRIC" && ["Healthy", "LastKnownStatus"].includes(silent))
    yield [
      `insufficientDataHealthStatus is ${silent}`,
      "a silent metric must not look healthy",
      "set insufficientDataHealthStatus: Unhealthy",
    ];
  if (type !== "CALCULATED") return;
  const children = check.at("childHealthchecks");
  const none = children.items.length === 0;
  const least = check.at("childHealthThreshold").number ?? 0;
  if (!none && least > children.items.length)
    yield [
      `childHealthThreshold is ${least} of ${children.items.length} children`,
      "it never is healthy, and what follows it never serves",
      `set childHealthThreshold: ${children.items.length} or less`,
    ];
  if ((check.at("childHealthThreshold").number ?? 0) < 1 || none)
    yield [
      none
        ? "it has no childHealthchecks"
        : `childHealthThreshold is ${check.at("childHealthThreshold").shown}`,
      "without a child that must be healthy it always is",
      "name children and set childHealthThreshold: 1 or more",
    ];
}

/** A check that never fails never fails over. */
export const healthCheckCanFail: ResourceRule = {
  name: "health-check-can-fail",
  demands: "A Route 53 health check is enabled, can become unhealthy, and does so soon.",
  sources: ["Route 53 HealthCheckConfig", "REL13-BP05", "STOCK-5"],
  profile: "general",
  severity: "high",
  types: ["aws:route53/healthCheck:HealthCheck"],
  settings: [maximumSeconds],
  *check(subject, settings) {
    for (const clauses of faults(subject.inputs, maximumSeconds.of(settings)))
      yield violation(subject, ...clauses);
  },
};
