import { isSecretByName } from "./secret-name";
import { bareShape, secretIn, secretShape } from "./secret-shape";

/** A secret in a text, and its name there. */
export interface Named {
  /** For messages; empty if it has no name. */
  readonly name: string;
  /** From {@link secretIn}. */
  readonly why: string;
}

/** A name in a program with a literal. After a blank, `:'name'` is a psql variable. */
const LITERAL =
  /([\w.-]+)["']?[ \t]*(?::[ \t]*\w+[ \t]*)?(?::?=(?![=~>])|(?<![ \t]):|:(?!'))[ \t]*[bru]?("(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')/g;

/** A quoted text of a program. */
const QUOTED = /"""[^]*?"""|'''[^]*?'''|`[^`]*`|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'/g;

/** A text without comment lines. */
export const uncommented = (text: string): string => text.replace(/^[ \t]*(?:#|\/\/).*$/gm, "");

/** A word without surrounding quotes. */
export const bared = (word: string): string => word.replace(/^(["'])([^]*)\1$/, "$2");

/** Secrets in the literals of a program. */
export function* secretLiterals(text: string): Iterable<Named> {
  for (const [, name = "", value = ""] of uncommented(text).matchAll(LITERAL)) {
    const why = secretIn(name, bared(value));
    if (why !== undefined) yield { name, why };
  }
}

/** Why a program contains a secret, under any name. */
export function secretOfProgram(key: string, text: string): string | undefined {
  const parts = [...text.matchAll(QUOTED)].map(([quoted]) => secretShape(quoted));
  const shape = bareShape(text) ?? parts.find((part) => part !== undefined);
  if (shape !== undefined) return `looks like ${shape}`;
  return isSecretByName(key, text) ? "is a secret by its name" : undefined;
}
