import type { Problem } from "../../problem";
import { keyText, remove, setSecret } from "../command";
import { factsOf, keysWith } from "../schema";
import { partsOf } from "../schema/key-facts";

const READABLE = "the old value was readable, so make a new one";

/** Paths of the values in a stack file's value that are not encrypted. */
export function plainPaths(
  value: unknown,
  path: readonly (string | number)[],
): readonly (readonly (string | number)[])[] {
  if (value === undefined || value === null) return [];
  if (typeof value !== "object") return [path];
  if (Array.isArray(value)) return value.flatMap((each, index) => plainPaths(each, [...path, index]));
  if (Object.keys(value).join() === "secure") return [];
  return Object.entries(value).flatMap(([name, inner]) => plainPaths(inner, [...path, name]));
}

/** @param path the key, and the path to the value in it */
function plainProblem(path: readonly (string | number)[]): Problem {
  const [key] = path.map(String);
  const isWhole = path.length === 1 && partsOf(factsOf(key ?? "")).length > 0;
  return {
    thing: `config lifeboat:${path.join(".")}`,
    value: "(stored in plain text)",
    limit: "be stored encrypted",
    remedy: isWhole
      ? `${remove(keyText(path))} # then set each part with --secret; ${READABLE}`
      : setSecret(keyText(path), `# value at the prompt; ${READABLE}`),
  };
}

/**
 * Secrets that are not encrypted. The engine says of a whole key whether any part of it is; which part is not, only the
 * stack's file says.
 * @param given config as the engine passes it
 * @param encrypted whether the engine takes a key for a secret
 * @param file the stack file's values by key; empty if it cannot be read
 */
export function plainSecretProblems(
  given: Readonly<Record<string, unknown>>,
  encrypted: (key: string) => boolean,
  file: Readonly<Record<string, unknown>>,
): readonly Problem[] {
  return keysWith(({ secret }) => secret === true)
    .filter((key) => given[key] !== undefined)
    .flatMap((key) => {
      const paths = plainPaths(file[key], [key]);
      return paths.length > 0 || encrypted(key) ? paths : [[key]];
    })
    .map(plainProblem);
}
