import type { Stack, Subject } from "../input/subject";

/** Resources by what one of their properties names, so that a stack of many is read once. */
export class References {
  private readonly byName = new Map<string, Subject[]>();
  private readonly places = new Map<Subject, number>();
  /** Resources whose property is unknown, and that depend on none of the types. */
  readonly open: readonly Subject[];

  /** @param types of the resources that the property names */
  constructor(subjects: readonly Subject[], property: string, types: readonly string[]) {
    const open: Subject[] = [];
    for (const [place, one] of subjects.entries()) {
      this.places.set(one, place);
      const made = one.madeFrom(property);
      const given = one.inputs.at(property);
      const names = made.map(({ urn }) => urn);
      if (given.isUnknown) {
        if (!made.some(({ type }) => types.includes(type))) open.push(one);
      } else if (given.text !== undefined) names.push(given.text);
      for (const name of new Set(names)) {
        const known = this.byName.get(name);
        if (known === undefined) this.byName.set(name, [one]);
        else known.push(one);
      }
    }
    this.open = open;
  }

  /** Resources that name one of these, in the stack's order. */
  to(names: readonly string[]): readonly Subject[] {
    const found = new Set(names.flatMap((name) => this.byName.get(name) ?? []));
    return [...found].sort((one, other) => (this.places.get(one) ?? 0) - (this.places.get(other) ?? 0));
  }
}

const known = new WeakMap<Stack, Map<string, References>>();

/** The references of a stack's resources of some types by a property, read once for each stack. */
export function references(
  stack: Stack,
  from: readonly string[],
  property: string,
  to: readonly string[],
): References {
  const all = known.get(stack) ?? new Map<string, References>();
  known.set(stack, all);
  const key = `${from.join()} ${property}`;
  const found = all.get(key) ?? new References(stack.ofType(...from), property, to);
  all.set(key, found);
  return found;
}
