import type { Rule } from "../../../policies/support/rule";
import type { Subject } from "../../../policies/support/input/subject";
import { unknown } from "../../../policies/support/input/value";
import { violations } from "./judged";
import { inputsOf, type Mutant } from "./mutation";
import { differences, valueAt, type Place } from "./place";
import { recorded } from "./recorded";

/** A property that a rule reads, of resources of a type. */
export interface Read {
  readonly type: string;
  /** `*` is each member of a list or map, `{}` opens JSON, an option's name begins with `@`. */
  readonly words: Place;
}

/** A property as one text. */
export const keyOf = ({ type, words }: Read): string => `${type}\n${words.join("\n")}`;

/** What a rule read. */
export class Reads {
  private readonly all = new Map<string, Read>();
  private known: readonly Read[] | undefined;
  private readonly byType = new Map<string, readonly Read[]>();

  /** @param stacks resources that the rule looks at */
  constructor(rule: Rule, stacks: readonly (readonly Subject[])[]) {
    for (const stack of stacks) violations(rule, stack.map(this.watched));
  }

  /** A resource that notes here what is read of it. */
  readonly watched = (subject: Subject): Subject =>
    recorded(subject, ({ type }, words) => {
      const key = keyOf({ type, words });
      if (this.all.has(key)) return;
      this.all.set(key, { type, words });
      this.known = undefined;
      this.byType.clear();
    });

  /** Of what it went through, only what is inside. */
  get innermost(): readonly Read[] {
    this.known ??= this.withoutOuter();
    return this.known;
  }

  /** True where something that was read is broken. */
  meet(broken: readonly Broken[]): boolean {
    return broken.some(({ now, before, places }) => {
      const own = this.ofType(now.type);
      return places.some(
        (place) =>
          // Whether a value is known is not taken down.
          (before !== undefined && valueAt(inputsOf(before), place) === unknown) ||
          own.some((read) => meets(read, place)),
      );
    });
  }

  private ofType(type: string): readonly Read[] {
    const known = this.byType.get(type) ?? [...this.all.values()].filter((read) => read.type === type);
    this.byType.set(type, known);
    return known;
  }

  private withoutOuter(): readonly Read[] {
    const outer = new Set(
      [...this.all.values()].flatMap(({ type, words }) =>
        words.map((_, length) => keyOf({ type, words: words.slice(0, length) })),
      ),
    );
    return [...this.all.values()].filter((read) => !outer.has(keyOf(read)));
  }
}

/** A resource of a mutant that is not as it was, and where; nothing was there before where it is of another type. */
export interface Broken {
  readonly now: Subject;
  readonly before: Subject | undefined;
  readonly places: readonly Place[];
}

const OPTIONS = ["protect", "secretOutputs"] as const;

/** What is broken in a mutant. */
export const brokenIn = (mutant: Mutant): readonly Broken[] =>
  [...mutant].flatMap(([sound, instead]) =>
    instead
      .filter((now) => now !== sound)
      .map((now) => {
        const before = now.type === sound.type ? sound : undefined;
        const options = OPTIONS.filter((name) => now[name] !== sound[name]).map((name) => [`@${name}`]);
        const inputs = differences(before && inputsOf(before), inputsOf(now));
        return { now, before, places: [...options, ...inputs] };
      }),
  );

/** True where a difference is at a property, inside it or around it. */
export const meets = ({ words }: Read, place: Place): boolean =>
  words.every((word, index) => index >= place.length || word === "*" || word === place[index]);
