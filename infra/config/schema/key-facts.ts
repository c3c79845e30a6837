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
  /**
   * What a remedy has in place of a valid example, which would be pasted unread: the choices, or what only the reader knows. Of the
   * same form as the example. @default `<value>` for a valid example; any other example stays, as a host in `<>` or the prompt
   */
  readonly blank?: string | Readonly<Record<string, string>>;
  /** What replaces `*` in the key's own command. @default `<service>` */
  readonly named?: readonly string[];
  /** A comment after the command that sets it. */
  readonly note?: string;
  /** What to do about a wrong value. @default the command that sets it, with a blank for the value */
  readonly remedy?: ((key: string) => string) | undefined;
  /** What applies if it is not set and the schema has no default. */
  readonly unset?: string;
  /** When it must be set although the schema lets it be absent, as a sentence that begins with "required". */
  readonly required?: string;
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
  /** What a remedy has in its place. */
  readonly blank: string;
}

/** Words that a shell or the schema refuses as a value: what is in `<>`, a part of it, the prompt, a file. */
const isBlank = (example: string): boolean => /^#|[<…]/.test(example);

const blankOf = (example: string, blank: string | undefined): string =>
  blank ?? (isBlank(example) ? example : "<value>");

/** The choices of an enum, of which a remedy takes none. */
export const choices = (...names: readonly string[]): string => `<${names.join("|")}>`;

/** The parts that a key's examples name; none if it is set as a whole. */
export function partsOf({ example, blank = {} }: KeyFacts): readonly KeyPart[] {
  if (typeof example === "string") return [];
  return Object.entries(example).map(([place, value]) => ({
    place: place.split(".").map((step) => (/^\d+$/.test(step) ? Number(step) : step)),
    example: value,
    blank: blankOf(value, typeof blank === "string" ? blank : blank[place]),
  }));
}

/** The command that sets a path of a key. */
export const setPart = ({ secret }: KeyFacts, path: readonly PropertyKey[], value: string): string =>
  secret === true ? setSecret(keyText(path), value) : set(keyText(path), value);

/** The command that sets a key, or the first of its parts. @param value what to take of the part, or of a key without parts */
function commandOf(
  key: string,
  about: KeyFacts,
  value: (given: Pick<KeyPart, "example" | "blank">) => string,
): string {
  const [part] = partsOf(about);
  const names = [...(about.named ?? ["<service>"])];
  const place = (part?.place ?? []).map((step) => (step === "*" ? (names.shift() ?? "<name>") : step));
  const example = typeof about.example === "string" ? about.example : "";
  const whole = {
    example,
    blank: blankOf(example, typeof about.blank === "string" ? about.blank : undefined),
  };
  const command = setPart(about, [key, ...place], value(part ?? whole));
  if (about.note === undefined) return command;
  return `${command}${command.includes(" # ") ? ";" : " #"} ${about.note}`;
}

/** The command that sets a key to its example. */
export const exampleOf = (key: string, about: KeyFacts): string =>
  commandOf(key, about, ({ example }) => example);

/** What to do about a key that is missing or wrong. A command that is pasted unread sets no valid value. */
export const remedyOf = (key: string, about: KeyFacts): string =>
  about.remedy === undefined ? commandOf(key, about, ({ blank }) => blank) : about.remedy(key);

/** The remedy of a key that most stacks do not set. @param unless when to set it */
export const leaveOut =
  (unless: string) =>
  (key: string): string =>
    `${remove(key)} # ${unless}`;
