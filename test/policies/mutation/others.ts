import type { Rule } from "../../../policies/support/rule";
import type { Subject } from "../../../policies/support/input/subject";
import { looksAt, seenBy, violations } from "./judged";
import type { Mutant } from "./mutation";
import { brokenIn, type Broken, type Reads } from "./reads";

/** What is broken in a mutant; undefined where a resource is gone or new, so that any rule may see it. */
function changedIn(mutant: Mutant): readonly Broken[] | undefined {
  const broken = brokenIn(mutant);
  const isSame = broken.length === mutant.size && broken.every(({ before }) => before !== undefined);
  return isSame && [...mutant.values()].every(({ length }) => length === 1) ? broken : undefined;
}

/** Values by key, each made once. */
export function once<Key, Made>(make: (key: Key) => Made): (key: Key) => Made {
  const made = new Map<Key, Made>();
  return (key) => {
    const known = made.get(key) ?? make(key);
    made.set(key, known);
    return known;
  };
}

/**
 * What tells the names of the rules that report a mutant: something that they do not report of the stack before it was
 * broken. What a rule read of the stack as it is tells whether it can: where nothing of that is other, it goes the same way
 * again and finds the same.
 * @param stack as it is
 * @param sound as `ground` makes it of that
 */
export function reporting(
  rules: readonly Rule[],
  readsOf: (rule: Rule) => Reads,
  stack: readonly Subject[],
  sound: readonly Subject[],
): (mutant: Mutant) => readonly string[] {
  const given = brokenIn(
    new Map(
      stack.flatMap((one, index) => {
        const now = sound[index];
        return now === undefined || now === one ? [] : [[one, [now]]];
      }),
    ),
  );
  const readsGiven = once((rule: Rule) => readsOf(rule).meet(given));
  const seen = once((rule: Rule) => new Set(seenBy(rule, sound)));
  const findings = once((rule: Rule) => new Set(violations(rule, [...seen(rule)])));

  function isNew(rule: Rule, mutant: Mutant): boolean {
    const own = [...mutant.keys()];
    const judged = "check" in rule ? own : [...seen(rule), ...own.filter((one) => !seen(rule).has(one))];
    const found = violations(
      rule,
      seenBy(
        rule,
        judged.flatMap((one) => mutant.get(one) ?? [one]),
      ),
    );
    if (found.length === 0) return false;
    const before = "check" in rule ? new Set(violations(rule, seenBy(rule, own))) : findings(rule);
    return found.some((finding) => !before.has(finding));
  }

  return (mutant) => {
    const types = [...new Set([...mutant].flat(2).map(({ type }) => type))];
    const changed = changedIn(mutant);
    return rules
      .filter(
        (rule) =>
          types.some((type) => looksAt(rule, type)) &&
          (changed === undefined || readsGiven(rule) || readsOf(rule).meet(changed)) &&
          isNew(rule, mutant),
      )
      .map(({ name }) => name);
  };
}
