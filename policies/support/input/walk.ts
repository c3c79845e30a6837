import type { Input } from "./input";

/** A named value below another. */
export interface Named {
  readonly name: string;
  readonly value: Input;
}

/** Every named value below an input, at any depth; nothing of what is unknown. */
export function* namedBelow(input: Input): Iterable<Named> {
  if (input.isUnknown) return;
  for (const [name, value] of input.entries) {
    yield { name, value };
    yield* namedBelow(value);
  }
  for (const item of input.items) yield* namedBelow(item);
}
