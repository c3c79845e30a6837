import { at, canonical, fieldsOf, type Fields, listOf, numberOf, textOf } from "../value";

/** What deletes objects, by its place in a rule. */
const DELETES = [
  ["expiration.days", "objects"],
  ["noncurrentVersionExpiration.noncurrentDays", "old versions"],
] as const;

/** What a rule's filter selects, as a text that equal filters share. */
function selected(rule: Fields): string {
  const prefix = textOf(at(rule, "filter.prefix")) ?? textOf(rule["prefix"]);
  const others = Object.entries(fieldsOf(rule["filter"])).filter(([name]) => name !== "prefix");
  const all = prefix === undefined || prefix === "" ? "the whole bucket" : prefix;
  return others.length === 0 ? all : `${all} with ${canonical(Object.fromEntries(others))}`;
}

/**
 * Days after which a bucket's lifecycle deletes, by what: `postgresql/daily/: objects`. The shortest counts; a rule's
 * name is of no account.
 */
export function expiries(inputs: Fields): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const rule of listOf(inputs["rules"]).map(fieldsOf)) {
    if (rule["status"] !== "Enabled") continue;
    for (const [path, what] of DELETES) {
      const days = numberOf(at(rule, path));
      const where = `${selected(rule)}: ${what}`;
      if (days !== undefined) found.set(where, Math.min(days, found.get(where) ?? days));
    }
  }
  return found;
}
