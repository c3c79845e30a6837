import { DNS_RECORD, failoverRole } from "../../support/aws/failover-record";
import { attempt, violation, type Finding } from "../../support/input/finding";
import { Groups } from "../../support/input/groups";
import { Undecided } from "../../support/input/input";
import type { StackRule } from "../../support/rule";
import { textsSetting } from "../../support/input/setting";
import { stackOf, type Subject } from "../../support/input/subject";

const halves = textsSetting(
  "halves",
  ["prod=PRIMARY", "dr=SECONDARY"],
  "Stacks that each declare one half of every pair, as <stack>=<role>; any other stack declares both.",
);

const ROLES = ["PRIMARY", "SECONDARY"];

/** What the two records of a pair have in common. */
const COMMON = ["zoneId", "name", "type"] as const;

/** A value that both records of a pair share; undefined while it is unknown. */
function common({ inputs }: Subject, property: (typeof COMMON)[number]): string | undefined {
  const value = inputs.at(property);
  if (value.isUnknown) return undefined;
  return property === "name" ? value.shown.toLowerCase().replace(/\.$/, "") : value.shown;
}

/** Whether two records are a pair, or the unknown part; two zones that do not exist yet are assumed to be the same. */
function isPair(one: Subject, other: Subject): boolean | string {
  const values = COMMON.map(
    (property) => [property, common(one, property), common(other, property)] as const,
  );
  const differ = values.filter(([, own, its]) => own !== its);
  if (differ.some(([, own, its]) => own !== undefined && its !== undefined)) return false;
  const [open] = differ;
  if (open === undefined) return true;
  return open[1] === undefined ? open[0] : `${open[0]} of ${other.name}`;
}

/** Roles of the records of a subject's pair, including its own, and the unknown parts of others. */
interface Roles {
  readonly known: readonly string[];
  readonly open: readonly string[];
}

function rolesBeside(subject: Subject, records: readonly Subject[]): Roles {
  const all = records.map((record): Roles => {
    const pair = isPair(subject, record);
    if (pair === false) return { known: [], open: [] };
    try {
      const role = failoverRole(record);
      if (role === undefined) return { known: [], open: [] };
      return pair === true ? { known: [role], open: [] } : { known: [], open: [pair] };
    } catch (error) {
      if (error instanceof Undecided) return { known: [], open: [`${error.path} of ${record.name}`] };
      throw error;
    }
  });
  return { known: all.flatMap(({ known }) => known), open: all.flatMap(({ open }) => open) };
}

function* judged(subject: Subject, records: readonly Subject[], half: string | undefined): Iterable<Finding> {
  const role = failoverRole(subject);
  if (role === undefined) return;
  if (!ROLES.includes(role)) {
    yield violation(
      subject,
      `failover role is ${role}`,
      "PRIMARY or SECONDARY is required",
      "set one of them",
    );
    return;
  }
  for (const property of ["name", "type"])
    if (subject.inputs.at(property).isUnknown) throw new Undecided(property);
  const { known, open } = rolesBeside(subject, records);
  if (known.filter((one) => one === role).length > 1)
    yield violation(
      subject,
      `another ${role} record has its name and type`,
      "one of each role is required",
      "remove one of them, or make it the other role",
    );
  const other = role === "PRIMARY" ? "SECONDARY" : "PRIMARY";
  if (known.includes(other) || role === half) return;
  if (open[0] !== undefined) throw new Undecided(open[0]);
  yield violation(
    subject,
    `${role} without a ${other} record of its name and type`,
    half === undefined ? "both are required" : `this stack declares the ${half} half`,
    half === undefined
      ? `add the ${other} record`
      : `make it ${half}, or name the stack's half in the setting halves`,
  );
}

/** A PRIMARY without a peer has nowhere to fail over to. */
export const failoverRecordHasItsPeer: StackRule = {
  name: "failover-record-has-its-peer",
  demands:
    "A failover record has its peer of the same name and type: in its own stack, or in the one that declares the other half.",
  sources: ["Route 53 failover routing", "REL13-BP02", "STOCK-5"],
  profile: "general",
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
    const records = stack.ofType(DNS_RECORD);
    const named = new Groups(records, (record) => {
      const name = common(record, "name");
      if (name === undefined) throw new Undecided("name");
      return [name];
    });
    const beside = (subject: Subject): readonly Subject[] =>
      named.with(common(subject, "name") ?? new Undecided("name"));
    for (const subject of records)
      yield* attempt(subject, () => judged(subject, beside(subject), byStack.get(stackOf(subject.urn))));
  },
};
