import { plain, type Fields, type Value } from "./value";
import { Undecided } from "./input";
import { label, type Stack, type Subject } from "./subject";

/** A rule's finding on a resource. */
export interface Finding {
  readonly subject: Subject;
  /** `undecided`: a value is known only during `pulumi up`. `notice`: nothing to fix, but worth knowing. */
  readonly kind: "violation" | "undecided" | "notice";
  readonly message: string;
}

/** A violation in three clauses: value, limit, remedy. */
export type Clauses = readonly [value: string, limit: string, remedy: string];

/** Thrown if a value has the wrong form; {@link attempt} turns it into a violation. */
export class Refused extends Error {
  constructor(readonly clauses: Clauses) {
    super(clauses.join("; "));
  }
}

/** A violation: `Bucket backups: <value>; <limit>; <remedy>`. */
export function violation(subject: Subject, ...clauses: Clauses): Finding {
  return { subject, kind: "violation", message: `${label(subject)}: ${clauses.join("; ")}` };
}

/** A notice, which stops nothing: `CronJob verify: <what>`. */
export function notice(subject: Subject, what: string): Finding {
  return { subject, kind: "notice", message: `${label(subject)}: ${what}` };
}

/** A value that is unknown at preview: `pulumi up` checks the resource again with the value. */
export function undecided(subject: Subject, path: string): Finding {
  const message = `${label(subject)}: undecided, ${path} is not known at preview; "pulumi up" decides`;
  return { subject, kind: "undecided", message };
}

/** The findings of a check, plus one if it met an unknown or malformed value. */
export function* attempt(subject: Subject, check: () => Iterable<Finding>): Iterable<Finding> {
  try {
    yield* check();
  } catch (error) {
    if (error instanceof Undecided) yield undecided(subject, error.path);
    else if (error instanceof Refused) yield violation(subject, ...error.clauses);
    else throw error;
  }
}

/** The check of a stack rule on each resource of these types by itself. */
export const eachOf = (
  types: readonly string[],
  check: (subject: Subject, settings: Fields) => Iterable<Finding>,
) =>
  function* (stack: Stack, settings: Fields): Iterable<Finding> {
    for (const subject of stack.ofType(...types)) yield* attempt(subject, () => check(subject, settings));
  };

/** The distinct findings of a check: an unknown value is reported once, even if several of its parts are checked. */
export function* distinct(findings: Iterable<Finding>): Iterable<Finding> {
  const reported = new Set<string>();
  for (const finding of findings) {
    if (!reported.has(finding.message)) yield finding;
    reported.add(finding.message);
  }
}

/** Parsed JSON text. @param demand the limit in the message for invalid text @throws Refused */
export function json(text: string, path: string, demand: string): Value {
  try {
    const parsed: unknown = JSON.parse(text);
    return plain(parsed);
  } catch {
    throw new Refused([`${path} is no JSON`, demand, "write it with JSON.stringify"]);
  }
}
