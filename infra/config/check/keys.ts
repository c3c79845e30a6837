import type { Problem } from "../../problem";
import { keyText, remove } from "../command";
import { factsOf, schema } from "../schema";
import { partsOf, remedyOf, setPart, type KeyFacts } from "../schema/key-facts";

/** A value in an error; cut where it is long. */
export function shown(value: unknown): string {
  if (value === undefined) return "(missing)";
  const text = JSON.stringify(value);
  return text.length > 120 ? `${text.slice(0, 117)}...` : text;
}

/** What is at a place inside a value; undefined where nothing is. */
function at(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (inner, step) =>
      typeof inner === "object" && inner !== null
        ? Object.entries(inner).find(([k]) => k === String(step))?.[1]
        : undefined,
    value,
  );
}

/** The command that sets the part that is wrong or missing, or the first part of it where it has parts itself. */
function partRemedy(about: KeyFacts, path: readonly PropertyKey[], value: unknown): string | undefined {
  const inner = path.slice(1);
  const found = partsOf(about).find(
    ({ place }) =>
      place.length >= inner.length &&
      inner.every((step, index) => ["*", String(step)].includes(String(place[index]))),
  );
  if (found === undefined) return undefined;
  const rest = found.place.slice(inner.length).map((step) => (step === "*" ? "<name>" : step));
  const command = setPart(about, [...path, ...rest], found.example);
  // A text has no parts: it has to go before one is set.
  return value !== undefined && rest.length > 0 ? `${remove(keyText(path))} && ${command}` : command;
}

/** What is wrong with the value of each key by itself. */
export function keyProblems(values: Readonly<Record<string, unknown>>): readonly Problem[] {
  const result = schema.safeParse(values);
  if (result.success) return [];
  return result.error.issues.flatMap((issue) => {
    // A name that an object or record does not know is a place of its own, and all there is to do is to remove it.
    const strange = issue.code === "unrecognized_keys" || issue.code === "invalid_key";
    const paths =
      issue.code === "unrecognized_keys" ? issue.keys.map((name) => [...issue.path, name]) : [issue.path];
    return paths.map((path) => {
      const [key = ""] = path.map(String);
      const about = factsOf(key);
      const value = at(values, path);
      const part = path.length < 2 ? undefined : partRemedy(about, path, value);
      return {
        thing: `config lifeboat:${path.map(String).join(".")}`,
        value: about.secret === true && value !== undefined ? "(secret)" : shown(value),
        limit: about.limit,
        remedy: strange ? remove(keyText(path)) : (part ?? remedyOf(key, about)),
      };
    });
  });
}
