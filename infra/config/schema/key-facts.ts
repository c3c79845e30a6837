import { z } from "zod";
import { keyText, remove, set, setSecret } from "../command";

/** What the schema of a key's value does not say. Errors, checks, types and docs/configuration.md read it. */
export interface KeyFacts {
  /** What it holds, as a sentence without its full stop. */
  readonly what: string;
  /** What changes with it, as the end of "It changes …". */
  readonly changes: string;
  /** The rule for its value in words, as the end of "must …". */
  readonly limit: string;
  /** A valid value: one text, or one for each part by its path in the value, in which `*` is any name. */
  readonly example: string | Readonly<Record<string, string>>;
  /** What replaces `*` in the key's own command. @default `<service>` */
  readonly named?: readonly string[];
  /** A comment after the command that sets it. */
  readonly note?: string;
  /** What to do about a wrong value. @default the command that sets the example */
  readonly remedy?: ((key: string) => string) | undefined;
  /** What applies if it is not set and the schema has no default. */
  readonly unset?: string;
  /** Whether the value is a secret: stored encrypted, and never shown. @default false */
  readonly secret?: boolean;
  /** Whether its names are service ids, and whether every declared service must have an entry. */
  readonly byService?: "any" | "every";
  /** The only stack that may set it. @default both */
  readonly stack?: "primary" | "standby";
}

/** Facts by key, registered with the key's schema. */
export const facts = z.registry<KeyFacts>();

/** A part of a key with its own value, and a valid example. */
export interface KeyPart {
  readonly place: readonly (string | number)[];
  readonly example: string;
}

/** The parts that a key's examples name; none if it is set as a whole. */
export const partsOf = ({ example }: KeyFacts): readonly KeyPart[] =>
  typeof example === "string"
    ? []
    : Object.entries(example).map(([place, value]) => ({
        place: place.split(".").map((step) => (/^\d+$/.test(step) ? Number(step) : step)),
        example: value,
      }));

/** The command that sets a path of a key. */
export const setPart = ({ secret }: KeyFacts, path: readonly PropertyKey[], example: string): string =>
  secret === true ? setSecret(keyText(path), example) : set(keyText(path), example);

/** What to do about a key that is missing or wrong. */
export function remedyOf(key: string, about: KeyFacts): string {
  if (about.remedy !== undefined) return about.remedy(key);
  const [part] = partsOf(about);
  const names = [...(about.named ?? ["<service>"])];
  const place = (part?.place ?? []).map((step) => (step === "*" ? (names.shift() ?? "<name>") : step));
  const example = part?.example ?? (typeof about.example === "string" ? about.example : "");
  const command = setPart(about, [key, ...place], example);
  if (about.note === undefined) return command;
  return `${command}${command.includes(" # ") ? ";" : " #"} ${about.note}`;
}

/** The remedy of a key that most stacks do not set. @param unless when to set it */
export const leaveOut =
  (unless: string) =>
  (key: string): string =>
    `${remove(key)} # ${unless}`;
