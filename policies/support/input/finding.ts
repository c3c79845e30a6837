import { plain, type Value } from "./value";
import { Undecided } from "./input";
import { label, type Subject } from "./subject";

/** What a rule says of a resource. */
export interface Finding {
  readonly subject: Subject;
  /** `undecided`: a value is known to `pulumi up` only. `notice`: nothing to fix, but to be seen. */
  readonly kind: "violation" | "undecided" | "notice";
  readonly message: string;
}

/** What is wrong in three clauses: the value found, the limit it breaks, the remedy. */
export type Clauses = readonly [value: string, limit: string, remedy: string];

/** Thrown where a value cannot be read as what it should be; {@link attempt} turns it into a violation. */
export class Refused extends Error {
  constructor(readonly clauses: Clauses) {
    super(clauses.join("; "));
  }
}

/** A violation: `Bucket backups: <value>; <limit>; <remedy>`. */
export function violation(subject: Subject, ...clauses: Clauses): Finding {
  return { subject, kind: "violation", message: `${label(subject)}: ${clauses.join("; ")}` };
}

/** Something to be seen that stops nothing: `CronJob verify: <what>`. */
export function notice(subject: Subject, what: string): Finding {
  return { subject, kind: "notice", message: `${label(subject)}: ${what}` };
}

/** A value that a preview cannot know: `pulumi up` judges the resource again with the value. */
export function undecided(subject: Subject, path: string): Finding {
  const message = `${label(subject)}: undecided, ${path} is not known at preview; "pulumi up" decides`;
  return { subject, kind: "undecided", message };
}

/** The findings of a check, and one more where it met an unknown or unreadable value; what it found before stands. */
export function* attempt(subject: Subject, check: () => Iterable<Finding>): Iterable<Finding> {
  try {
    yield* check();
  } catch (error) {
    if (error instanceof Undecided) yield undecided(subject, error.path);
    else if (error instanceof Refused) yield violation(subject, ...error.clauses);
    else throw error;
  }
}

/** The findings of a check, each once: what is unknown is told once, however many of its parts are judged. */
export function* distinct(findings: Iterable<Finding>): Iterable<Finding> {
  const told = new Set<string>();
  for (const finding of findings) {
    if (!told.has(finding.message)) yield finding;
    told.add(finding.message);
  }
}

/** Values of a JSON text. @param demand what is said of a text that is none @throws Refused */
export function json(text: string, path: string, demand: string): Value {
  try {
    const parsed: unknown = JSON.parse(text);
    return plain(parsed);
  } catch {
    throw new Refused([`${path} is no JSON`, demand, "write it with JSON.stringify"]);
  }
}
