import { z } from "zod";
import { keyText, remove, set, setSecret } from "../command";

/** What is true of a key beside the form of its value. Errors, checks, types and docs/configuration.md read it. */
export interface KeyFacts {
  /** What it holds, a sentence without its full stop. */
  readonly what: string;
  /** What changes with it, as the end of "it changes". */
  readonly changes: string;
  /** The rule for its value in words, as the end of "must". */
  readonly limit: string;
  /** A good value: one text, or one for each part by its place in the value, where `*` is any name. */
  readonly example: string | Readonly<Record<string, string>>;
  /** What `*` stands for in the key's own command. @default the first part of `example` has none */
  readonly named?: readonly string[];
  /** What there is to say behind the command that sets it. */
  readonly note?: string;
  /** What to do about a wrong value where that is not to set the example. */
  readonly remedy?: ((key: string) => string) | undefined;
  /** What holds where it is not set, in words, where the schema has no default of its own. */
  readonly unset?: string;
  /** True where the value is a secret: stored encrypted, and never shown. @default false */
  readonly secret?: boolean;
  /** Whether its names are ids of services, and whether every service that is declared needs one. */
  readonly byService?: "any" | "every";
  /** Stack that may have it. @default both */
  readonly stack?: "primary" | "standby";
}

/** Facts by key, beside the schema that they belong to. */
export const facts = z.registry<KeyFacts>();

/** A part of a key that has a value of its own, and a good one. */
export interface KeyPart {
  readonly place: readonly (string | number)[];
  readonly example: string;
}

/** The parts that a key's examples name; none where it is set as a whole. */
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

/** The remedy of a key that most stacks leave out. @param unless when to set it all the same */
export const leaveOut =
  (unless: string) =>
  (key: string): string =>
    `${remove(key)} # ${unless}`;
