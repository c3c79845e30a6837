import type { Problem } from "../../problem";
import { keyText, remove } from "../command";
import { factsOf, schema } from "../schema";
import { partsOf, remedyOf, setPart, type KeyFacts } from "../schema/key-facts";

/** A value in an error, cut after 120 characters. */
export function shown(value: unknown): string {
  if (value === undefined) return "(missing)";
  const text = JSON.stringify(value);
  return text.length > 120 ? `${text.slice(0, 117)}...` : text;
}

/** The value at a path inside a value; undefined if there is none. */
export function at(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (inner, step) =>
      typeof inner === "object" && inner !== null
        ? Object.entries(inner).find(([k]) => k === String(step))?.[1]
        : undefined,
    value,
  );
}

/** The command that sets the wrong or missing part, or its first part if it has parts itself. */
function partRemedy(about: KeyFacts, path: readonly PropertyKey[], value: unknown): string | undefined {
  const inner = path.slice(1);
  const found = partsOf(about).find(
    ({ place }) =>
      place.length >= inner.length &&
      inner.every((step, index) => ["*", String(step)].includes(String(place[index]))),
  );
  if (found === undefined) return undefined;
  const rest = found.place.slice(inner.length).map((step) => (step === "*" ? "<name>" : step));
  const command = setPart(about, [...path, ...rest], found.blank);
  // A text has no parts, and must be removed before one is set.
  return value !== undefined && rest.length > 0 ? `${remove(keyText(path))} && ${command}` : command;
}

/** Problems of each key's value by itself. */
export function keyProblems(values: Readonly<Record<string, unknown>>): readonly Problem[] {
  const result = schema.safeParse(values);
  if (result.success) return [];
  return result.error.issues.flatMap((issue) => {
    // The only remedy for an unknown name in an object or record is to remove it.
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
