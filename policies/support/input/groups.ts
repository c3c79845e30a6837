import { reading, Undecided } from "./input";
import type { Stack, Subject } from "./subject";

/** Items by a text of theirs, in their order; one whose text is unknown is in every group. */
export class Groups<Item> {
  private readonly groups = new Map<string, Item[]>();
  private readonly places = new Map<Item, number>();
  private readonly open: Item[] = [];

  /** @param keysOf texts of an item; may throw {@link Undecided} */
  constructor(
    private readonly all: readonly Item[],
    keysOf: (item: Item) => readonly string[],
  ) {
    for (const [place, item] of all.entries()) {
      this.places.set(item, place);
      const keys = reading(() => keysOf(item));
      if (keys instanceof Undecided) this.open.push(item);
      else
        for (const key of new Set(keys)) {
          const known = this.groups.get(key);
          if (known === undefined) this.groups.set(key, [item]);
          else known.push(item);
        }
    }
  }

  /** Items with this text, and those with an unknown one; all of them if the text itself is unknown. */
  with(key: string | Undecided): readonly Item[] {
    if (key instanceof Undecided) return this.all;
    const found = this.groups.get(key) ?? [];
    if (this.open.length === 0) return found;
    return [...found, ...this.open].sort(
      (one, other) => (this.places.get(one) ?? 0) - (this.places.get(other) ?? 0),
    );
  }
}

/** A reading of a stack that is made once, however many resources ask for it. */
export function oncePerStack<Read>(read: (stack: Stack) => Read): (stack: Stack) => Read {
  const known = new WeakMap<Stack, { readonly read: Read }>();
  return (stack) => {
    const found = known.get(stack) ?? { read: read(stack) };
    known.set(stack, found);
    return found.read;
  };
}

const byNamespace = new WeakMap<readonly Subject[], Groups<Subject>>();

/** Of some Kubernetes objects those of the namespace of another. @param namespaceOf may throw {@link Undecided} */
export function besideIn(
  subjects: readonly Subject[],
  subject: Subject,
  namespaceOf: (subject: Subject) => string,
): readonly Subject[] {
  const groups = byNamespace.get(subjects) ?? new Groups(subjects, (one) => [namespaceOf(one)]);
  byNamespace.set(subjects, groups);
  return groups.with(reading(() => namespaceOf(subject)));
}
