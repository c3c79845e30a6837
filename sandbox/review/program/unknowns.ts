import type { StackReview } from "../../../review";
import type { Guesses } from "../../providers/declared/declared-model";
import type { ServedProvider } from "../../providers/registry";
import type { StackSettings } from "./project";

/** What a review of another program was made of. */
export interface Grounds {
  readonly stacks: readonly StackReview[];
  readonly guesses: Guesses;
  /** Providers that cannot be stood in for. */
  readonly refused: readonly string[];
  readonly settings: readonly StackSettings[];
  /** What git ignores and the base has of the head's, by path in the repository. */
  readonly ignored: readonly string[];
  /** Stacks that the base does not have. */
  readonly fresh: readonly string[];
  readonly samePackages: boolean;
}

/** Names listed in a note; more are counted. */
const MOST_NAMED = 8;

const listed = (names: Iterable<string>): string => {
  const all = [...new Set(names)].sort().map((name) => `\`${name}\``);
  const more = all.length > MOST_NAMED ? ` and ${all.length - MOST_NAMED} more` : "";
  return `${all.slice(0, MOST_NAMED).join(", ")}${more}`;
};

/** Marks updates of types of which nobody here knows for sure what replaces them. */
export function markGuesses(
  stacks: readonly StackReview[],
  served: readonly ServedProvider[],
): readonly StackReview[] {
  const isGuess = (type: string): boolean => {
    const provider = served.find(({ model }) => type.startsWith(`${model.name}:`));
    return provider?.model.kind(type)?.isGuess === true;
  };
  return stacks.map((each) => ({
    ...each,
    changes: each.changes.map((change) =>
      change.operation === "update" && isGuess(change.type) ? { ...change, mayReplace: true } : change,
    ),
  }));
}

/** What the review of another program cannot know, a sentence each. */
export function unknowns(grounds: Grounds): readonly string[] {
  const { stacks, guesses, refused, settings, fresh, ignored, samePackages } = grounds;
  const updated = stacks.flatMap(({ changes }) => changes.filter(({ mayReplace }) => mayReplace === true));
  const when = (is: boolean, text: string): readonly string[] => (is ? [text] : []);
  return [
    ...when(
      fresh.length > 0,
      `New, with everything in it, because the base has no such stack: ${listed(fresh)}.`,
    ),
    "Not looked at, because they need Lifeboat's own outputs and labels: recovery objectives, one active side, drift between environments. No policy pack is applied.",
    ...when(
      guesses.functions.size > 0,
      `No account is asked, so these have made-up results: ${listed(guesses.functions)}. What follows from the true ones is not shown.`,
    ),
    ...when(
      updated.length > 0,
      `Shown as updated, because nothing here says that it replaces: ${listed(updated.map(({ type }) => type))}. A replacement that their packages' documentation does not mention is not seen.`,
    ),
    ...when(
      guesses.undeclared.size > 0,
      `No declarations are found of ${listed(guesses.undeclared)}: their outputs are their inputs, and nothing says what replaces them.`,
    ),
    ...when(
      settings.some(({ secrets }) => secrets.length > 0),
      "Encrypted settings have throw-away values: another one where the encrypted text differs.",
    ),
    ...when(
      settings.some(({ hasEnvironment }) => hasEnvironment),
      "Environments of Pulumi ESC are not opened: pass what is needed of them with `--config`.",
    ),
    ...when(
      ignored.length > 0,
      `Files that git ignores are the head's on both sides, so what changes in them is not shown: ${listed(ignored)}.`,
    ),
    ...when(refused.length > 0, `Not stood in for, because made of another provider: ${listed(refused)}.`),
    ...when(
      !samePackages,
      "Packages differ by their lock file: the base was deployed with the head's, so what a new version changes is not shown.",
    ),
  ];
}
