import type { Rule } from "../../../policies/support/rule";
import type { Subject } from "../../../policies/support/input/subject";
import { reports } from "./judged";
import { ground, inputsOf, mutants, pathsIn, withInputs, type Mutant, type Mutation } from "./mutation";
import { put, valueAt } from "./place";
import { brokenIn, keyOf, meets, Reads, type Broken, type Read } from "./reads";

/** A broken resource with a property as it was before; all else stays broken. */
function fixed({ now, before, places }: Broken, read: Read): Subject {
  const own = places.filter((place) => meets(read, place)).map((place) => place.slice(0, read.words.length));
  const inputs = [...new Map(own.map((place) => [place.join("\n"), place])).values()]
    .reverse()
    .reduce(
      (value, place) => put(value, place, before && valueAt(inputsOf(before), place)) ?? value,
      inputsOf(now),
    );
  const isOwn = (option: string): boolean => read.words[0] === `@${option}`;
  return {
    ...withInputs(before ?? now, inputs),
    name: now.name,
    protect: (isOwn("protect") ? before : now)?.protect === true,
    secretOutputs: (isOwn("secretOutputs") ? before : now)?.secretOutputs ?? [],
  };
}

/** One of several that are alike, by what they have in common. */
function oneOfEach<Member>(all: readonly Member[], common: (member: Member) => string): readonly Member[] {
  const seen = new Map<string, Member>();
  for (const member of all) if (!seen.has(common(member))) seen.set(common(member), member);
  return [...seen.values()];
}

/** Mutants of the first resource of each type that a mutation breaks: others break the same elsewhere. */
function samples(stack: readonly Subject[], mutation: Mutation): readonly Mutant[] {
  const isOne = !("atOnce" in mutation) && !("gone" in mutation && mutation.gone === "all");
  if (!isOne) return mutants(stack, mutation).map((make) => make());
  const found = new Map<string, readonly Mutant[]>();
  for (const sound of stack) {
    const all = found.has(sound.type) ? [] : mutants([sound], mutation).map((make) => make());
    if (all.length > 0) found.set(sound.type, all);
  }
  const places = (mutant: Mutant): string =>
    brokenIn(mutant)
      .flatMap((broken) => broken.places.map((place) => place.join("\n").replace(/^\d+$/gm, "*")))
      .join("\n\n");
  return [...found.values()].flatMap((all) => oneOfEach(all, places));
}

/** A property as the tables write it. */
function shown({ type, words }: Read): string {
  const pod = pathsIn(type, "pod")[0] ?? [];
  const isInPod = pod.length > 0 && pod.every((word, index) => word === words[index]);
  const path = isInPod ? ["pod", ...words.slice(pod.length)] : words;
  return `${type.slice(type.lastIndexOf(":") + 1)}: ${path.join(" ")}`;
}

/**
 * Properties that a rule reads in the stacks, sound or broken, and that none of the mutations breaks so that the rule
 * reports it. A mutation breaks a property where mending that property alone lets the rule pass what else is broken.
 * @param reads what the rule read of the sound ones; what it reads of the broken ones is added
 * @returns each as `CronJob: pod containers * image`
 */
export function unbroken(
  rule: Rule,
  stacks: readonly (readonly Subject[])[],
  mutations: readonly Mutation[],
  reads: Reads = new Reads(rule, stacks),
): readonly string[] {
  const done = new Set<string>();
  for (const stack of stacks) {
    const all = mutations.flatMap((mutation) => {
      const sound = ground(stack, mutation);
      return samples(sound, mutation).map((mutant) => ({ sound, mutant }));
    });
    for (const { sound, mutant } of all) {
      if (!reports(rule, sound, mutant, reads.watched)) continue;
      const broken = brokenIn(mutant);
      for (const read of reads.innermost) {
        const isBroken = ({ now, places }: Broken): boolean =>
          now.type === read.type && places.some((place) => meets(read, place));
        if (done.has(keyOf(read)) || !broken.some(isBroken)) continue;
        const without = new Map(
          [...mutant].map(([broke, instead]) => [
            broke,
            instead.map((now) => {
              const own = broken.find((one) => one.now === now);
              return own !== undefined && isBroken(own) ? fixed(own, read) : now;
            }),
          ]),
        );
        if (!reports(rule, sound, without)) done.add(keyOf(read));
      }
    }
  }
  return reads.innermost.filter((read) => !done.has(keyOf(read))).map(shown);
}
