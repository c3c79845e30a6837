import { failoverRecordHasItsPeer } from "../../../../policies/rules/traffic/failover-record-has-its-peer";
import { failoverRecordHasShortTtl } from "../../../../policies/rules/traffic/failover-record-has-short-ttl";
import { failoverRecordIsHealthChecked } from "../../../../policies/rules/traffic/failover-record-is-health-checked";
import { subject, type Subject } from "../../../../policies/support/input/subject";
import { unknown, type Fields, type Value } from "../../../../policies/support/input/value";
import { describeRule, undecidedOn } from "../../support/cases";

const TYPE = "aws:route53/record:Record";
const inputs = (role: Value, changes: Fields = {}): Fields => ({
  zoneId: "Z1",
  name: "app.example.com",
  type: "CNAME",
  ttl: 60,
  records: ["primary-app.example.com"],
  setIdentifier: "primary",
  failoverRoutingPolicies: [{ type: role }],
  healthCheckId: "check",
  ...changes,
});
const record = (role: Value, changes: Fields = {}, stack = "prod"): Subject =>
  subject({
    urn: `urn:pulumi:${stack}::test::${TYPE}::record`,
    type: TYPE,
    name: "record",
    inputs: inputs(role, changes),
  });
const says = (...clauses: readonly string[]) => [`violation | Record record: ${clauses.join("; ")}`];
const undecided = (path: string) => undecidedOn("Record record", path);
const plain = { failoverRoutingPolicies: null, healthCheckId: null, ttl: 3600 };
const alias = (evaluates: Value): Fields => ({
  ttl: null,
  records: null,
  healthCheckId: null,
  aliases: [{ name: "lb.example.com", zoneId: "Z2", evaluateTargetHealth: evaluates }],
});

const checkless = (shown: string) =>
  says(
    `healthCheckId is ${shown}`,
    "a health check is required",
    "set healthCheckId, or evaluateTargetHealth: true in an alias",
  );
describeRule(failoverRecordIsHealthChecked, [
  { name: "accepts a check", given: [record("PRIMARY")] },
  { name: "accepts a check yet to be made", given: [record("PRIMARY", { healthCheckId: unknown })] },
  { name: "accepts an alias that evaluates", given: [record("PRIMARY", alias(true))] },
  { name: "asks nothing of a plain record", given: [record("PRIMARY", plain)] },
  { name: "refuses none", given: [record("SECONDARY", { healthCheckId: null })], says: checkless("absent") },
  {
    name: "refuses an empty id",
    given: [record("PRIMARY", { healthCheckId: "" })],
    says: checkless("empty"),
  },
  {
    name: "refuses an alias that does not",
    given: [record("PRIMARY", alias(false))],
    says: checkless("absent"),
  },
  {
    name: "cannot decide on an unknown role",
    given: [record("PRIMARY", { failoverRoutingPolicies: unknown })],
    says: undecided("failoverRoutingPolicies"),
  },
]);

const slow = (shown: string) => says(`ttl is ${shown}`, "at most 60 seconds are required", "set ttl: 60");
describeRule(failoverRecordHasShortTtl, [
  { name: "accepts a minute", given: [record("PRIMARY")] },
  { name: "accepts an alias, which has none", given: [record("PRIMARY", alias(true))] },
  { name: "asks nothing of a plain record", given: [record("PRIMARY", plain)] },
  { name: "refuses a second more", given: [record("PRIMARY", { ttl: 61 })], says: slow("61") },
  { name: "refuses none", given: [record("PRIMARY", { ttl: null })], says: slow("absent") },
  {
    name: "accepts more where configured",
    given: [record("PRIMARY", { ttl: 61 })],
    settings: { maximumSeconds: 61 },
  },
  { name: "cannot decide on unknown", given: [record("PRIMARY", { ttl: unknown })], says: undecided("ttl") },
]);

const alone = (role: string, other: string, ...rest: readonly string[]) =>
  says(`${role} without a ${other} record of its name and type`, ...rest);
const twice = (role: string) =>
  says(
    `another ${role} record has its name and type`,
    "one of each role is required",
    "remove one of them, or make it the other role",
  );
describeRule(failoverRecordHasItsPeer, [
  { name: "accepts prod's half", given: [record("PRIMARY")] },
  { name: "accepts dr's half", given: [record("SECONDARY", {}, "dr")] },
  {
    name: "accepts both in one stack",
    given: [record("PRIMARY"), record("SECONDARY", { name: "APP.example.com." })],
  },
  { name: "asks nothing of a plain record", given: [record("PRIMARY", plain)] },
  {
    name: "refuses the other half in prod",
    given: [record("SECONDARY")],
    says: alone(
      "SECONDARY",
      "PRIMARY",
      "this stack declares the PRIMARY half",
      "make it PRIMARY, or name the stack's half in the setting halves",
    ),
  },
  {
    name: "refuses one half where both belong",
    given: [record("PRIMARY", {}, "lab")],
    says: alone("PRIMARY", "SECONDARY", "both are required", "add the SECONDARY record"),
  },
  {
    name: "accepts one half of a stack that is configured to declare it",
    given: [record("PRIMARY", {}, "lab")],
    settings: { halves: ["lab=PRIMARY"] },
  },
  {
    name: "refuses a pair of two types",
    given: [record("PRIMARY", {}, "lab"), record("SECONDARY", { type: "A" }, "lab")],
    says: [
      ...alone("PRIMARY", "SECONDARY", "both are required", "add the SECONDARY record"),
      ...alone("SECONDARY", "PRIMARY", "both are required", "add the PRIMARY record"),
    ],
  },
  {
    name: "refuses two of a role",
    given: [record("PRIMARY"), record("PRIMARY", { setIdentifier: "again" })],
    says: [...twice("PRIMARY"), ...twice("PRIMARY")],
  },
  {
    name: "refuses a role that is none",
    given: [record("TERTIARY")],
    says: says("failover role is TERTIARY", "PRIMARY or SECONDARY is required", "set one of them"),
  },
  {
    name: "accepts a pair in a zone yet to be made",
    given: [record("PRIMARY", { zoneId: unknown }, "lab"), record("SECONDARY", { zoneId: unknown }, "lab")],
  },
  {
    name: "asks nothing of a plain record of an unknown name",
    given: [record("PRIMARY", { ...plain, name: unknown })],
  },
  {
    name: "cannot decide on an unknown name",
    given: [record("PRIMARY", { name: unknown })],
    says: undecided("name"),
  },
  {
    name: "cannot decide while the role of the other record is not known",
    given: [record("PRIMARY", {}, "lab"), record("SECONDARY", { failoverRoutingPolicies: unknown }, "lab")],
    says: [...undecided("failoverRoutingPolicies of record"), ...undecided("failoverRoutingPolicies")],
  },
  {
    name: "cannot decide while the zone of one record is not known",
    given: [record("PRIMARY", { zoneId: unknown }, "lab"), record("SECONDARY", {}, "lab")],
    says: [...undecided("zoneId"), ...undecided("zoneId of record")],
  },
  {
    name: "refuses one half beside a record of another name whose role is not known",
    given: [
      record("PRIMARY", {}, "lab"),
      record("PRIMARY", { name: "other.example.com", failoverRoutingPolicies: unknown }, "lab"),
    ],
    says: [
      ...alone("PRIMARY", "SECONDARY", "both are required", "add the SECONDARY record"),
      ...undecided("failoverRoutingPolicies"),
    ],
  },
]);
