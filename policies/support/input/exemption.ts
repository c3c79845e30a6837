import { violation, type Finding } from "./finding";
import type { Subject } from "./subject";
import { isFields, isList, type Fields, type Value } from "./value";

/** A resource that one rule accepts until a date. */
interface Exemption {
  /** Logical name or URN. */
  readonly resource: string;
  /** Why it is accepted. */
  readonly reason: string;
  /** Who is responsible for it. */
  readonly owner: string;
  /** Last day on which it is valid, `YYYY-MM-DD`. */
  readonly expires: string;
}

const FIELDS = ["resource", "reason", "owner", "expires"] as const;

/** Schema of the setting `exemptions`, the same for every rule. */
export const exemptionsSchema = {
  type: "array" as const,
  description: "Resources that the rule accepts until a date.",
  items: {
    type: "object" as const,
    required: [...FIELDS],
    additionalProperties: false,
    properties: {
      resource: { type: "string" as const, minLength: 1, description: "Logical name or URN." },
      reason: { type: "string" as const, minLength: 1, description: "Why it is accepted." },
      owner: { type: "string" as const, minLength: 1, description: "Who is responsible for it." },
      expires: {
        type: "string" as const,
        pattern: "^\\d{4}-\\d{2}-\\d{2}$",
        description: "Last day on which it is valid, YYYY-MM-DD.",
      },
    },
  },
};

function read(value: Value): Exemption | undefined {
  if (!isFields(value)) return undefined;
  const [resource, reason, owner, expires] = FIELDS.map((field) => value[field]);
  return typeof resource === "string" &&
    typeof reason === "string" &&
    typeof owner === "string" &&
    typeof expires === "string"
    ? { resource, reason, owner, expires }
    : undefined;
}

/** The configured exemptions of a rule; the engine has refused malformed ones by the schema. */
export function exemptionsOf(settings: Fields): readonly Exemption[] {
  const given = settings["exemptions"];
  return isList(given) ? given.flatMap((value) => read(value) ?? []) : [];
}

const isFor = (exemption: Exemption, subject: Subject): boolean =>
  exemption.resource === subject.name || exemption.resource === subject.urn;

/** Whether the exemption is valid: up to the end of its last day, UTC; never if that is not a date. */
function holds(exemption: Exemption, now: Date): boolean {
  const end = Date.parse(`${exemption.expires}T23:59:59.999Z`);
  // A date such as 31 February is parsed as one in March.
  const isDate = !Number.isNaN(end) && new Date(end).toISOString().startsWith(exemption.expires);
  return isDate && now.getTime() <= end;
}

/**
 * The findings after exemptions: a valid one turns violations into notices, an expired one is itself a violation, even
 * if the resource would pass.
 */
export function* withExemptions(
  judged: readonly Subject[],
  findings: Iterable<Finding>,
  exemptions: readonly Exemption[],
  now: Date,
): Iterable<Finding> {
  for (const subject of judged)
    for (const exemption of exemptions)
      if (isFor(exemption, subject) && !holds(exemption, now))
        yield violation(
          subject,
          `exempted by ${exemption.owner} until ${exemption.expires}`,
          "an exemption ends on its date",
          "fix the resource and remove the exemption, or have its owner renew it",
        );
  for (const finding of findings) {
    const held = exemptions.find((exemption) => isFor(exemption, finding.subject) && holds(exemption, now));
    if (held === undefined) yield finding;
    else
      yield {
        ...finding,
        kind: "notice",
        message: `${finding.message} (exempted by ${held.owner} until ${held.expires}: ${held.reason})`,
      };
  }
}
