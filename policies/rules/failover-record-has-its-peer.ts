import { DNS_RECORD, failoverRole } from "../support/failover-record";
import { attempt, violation, type Finding } from "../support/finding";
import type { StackRule } from "../support/rule";
import { textsSetting } from "../support/setting";
import { stackOf, type Subject } from "../support/subject";

const halves = textsSetting(
  "halves",
  ["prod=PRIMARY", "dr=SECONDARY"],
  "Stacks that each declare one half of every pair, as <stack>=<role>; any other stack declares both.",
);

const ROLES = ["PRIMARY", "SECONDARY"];

/** Zone, name and type: what the two records of a pair have in common. */
function pairOf({ inputs }: Subject): string {
  const zone = inputs.at("zoneId");
  const name = inputs.at("name").shown.toLowerCase().replace(/\.$/, "");
  return [zone.isUnknown ? "" : zone.shown, name, inputs.at("type").shown].join(" ");
}

function* judged(subject: Subject, pair: readonly Subject[], half: string | undefined): Iterable<Finding> {
  const role = failoverRole(subject);
  if (role === undefined) return;
  if (!ROLES.includes(role)) {
    yield violation(
      subject,
      `failover role is ${role}`,
      "PRIMARY or SECONDARY is asked for",
      "name one of them",
    );
    return;
  }
  const roles = pair.map(failoverRole);
  if (roles.filter((one) => one === role).length > 1)
    yield violation(
      subject,
      `another ${role} record has its name and type`,
      "one of each role is asked for",
      "remove one of them, or make it the other role",
    );
  const other = role === "PRIMARY" ? "SECONDARY" : "PRIMARY";
  if (!roles.includes(other) && role !== half)
    yield violation(
      subject,
      `${role} without a ${other} record of its name and type`,
      half === undefined ? "both are asked for" : `this stack declares the ${half} half`,
      half === undefined
        ? `add the ${other} record`
        : `make it ${half}, or name the stack's half in the setting halves`,
    );
}

/** A PRIMARY alone has nowhere to fail over to. */
export const failoverRecordHasItsPeer: StackRule = {
  name: "failover-record-has-its-peer",
  demands:
    "A failover record has its peer of the same name and type: in its own stack, or in the one that declares the other half.",
  sources: ["Route 53 failover routing", "REL13-BP02", "STOCK-5"],
  severity: "critical",
  types: [DNS_RECORD],
  settings: [halves],
  *checkStack(stack, settings) {
    const byStack = new Map(
      halves.of(settings).map((half): [string, string] => {
        const [name = "", role = ""] = half.split("=");
        return [name, role];
      }),
    );
    const pairs = new Map<string, Subject[]>();
    for (const record of stack.ofType(DNS_RECORD))
      yield* attempt(record, function* () {
        if (failoverRole(record) === undefined) return;
        const pair = pairOf(record);
        pairs.set(pair, [...(pairs.get(pair) ?? []), record]);
      });
    for (const pair of pairs.values())
      for (const subject of pair) yield* judged(subject, pair, byStack.get(stackOf(subject.urn)));
  },
};
