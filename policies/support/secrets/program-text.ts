import { isSecretByName } from "./secret-name";
import { bareShape, secretIn, secretShape } from "./secret-shape";

/** A secret in a text, and the name that it has there. */
export interface Named {
  /** As a message shows it; empty where nothing names it. */
  readonly name: string;
  /** As {@link secretIn} says it. */
  readonly why: string;
}

/** A name of a program with a literal. Behind a blank `:'name'` is a variable of psql. */
const LITERAL =
  /([\w.-]+)["']?[ \t]*(?::[ \t]*\w+[ \t]*)?(?::?=(?![=~>])|(?<![ \t]):|:(?!'))[ \t]*[bru]?("(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')/g;

/** A text in quotes, as programs have it. */
const QUOTED = /"""[^]*?"""|'''[^]*?'''|`[^`]*`|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'/g;

/** A text without the lines that are comments. */
export const uncommented = (text: string): string => text.replace(/^[ \t]*(?:#|\/\/).*$/gm, "");

/** A word without the quotes around all of it. */
export const bared = (word: string): string => word.replace(/^(["'])([^]*)\1$/, "$2");

/** Secrets among the literals of a program. */
export function* secretLiterals(text: string): Iterable<Named> {
  for (const [, name = "", value = ""] of uncommented(text).matchAll(LITERAL)) {
    const why = secretIn(name, bared(value));
    if (why !== undefined) yield { name, why };
  }
}

/** What secret a program holds, whatever name it has there. */
export function secretOfProgram(key: string, text: string): string | undefined {
  const parts = [...text.matchAll(QUOTED)].map(([quoted]) => secretShape(quoted));
  const shape = bareShape(text) ?? parts.find((part) => part !== undefined);
  if (shape !== undefined) return `looks like ${shape}`;
  return isSecretByName(key, text) ? "is a secret by its name" : undefined;
}
