import { isFields, isList, plain, type Value } from "../../../policies/support/input/value";

/** Where a value is in another: names and numbers from the outside in; `{}` opens a text of JSON. */
export type Place = readonly string[];

const opened = (text: string): Value => plain(JSON.parse(text));

/** The value one step below; undefined where there is none. */
export function below(value: Value | undefined, word: string): Value | undefined {
  if (word === "{}") return typeof value === "string" ? opened(value) : undefined;
  if (isList(value)) return value[Number(word)];
  return isFields(value) ? value[word] : undefined;
}

/** The value at a place; undefined where there is none. */
export const valueAt = (value: Value | undefined, place: Place): Value | undefined =>
  place.reduce(below, value);

/** The places in a value that a path stands for: in it `*` is each member of a list, `id=x` the one with that id. */
export function places(value: Value | undefined, path: Place): readonly Place[] {
  const [word, ...rest] = path;
  if (word === undefined) return [[]];
  const [, id] = /^id=(.+)$/.exec(word) ?? [];
  if (word === "*" || id !== undefined)
    return isList(value)
      ? value.flatMap((member, index) =>
          id === undefined || below(member, "id") === id
            ? places(member, rest).map((more) => [String(index), ...more])
            : [],
        )
      : [];
  if (typeof value !== "object" && !(word === "{}" && typeof value === "string")) return [];
  return places(below(value, word), rest).map((more) => [word, ...more]);
}

/** A copy with another value at a place; undefined removes it. What is not on the way is shared. */
export function put(value: Value | undefined, place: Place, to: Value | undefined): Value | undefined {
  const [word, ...rest] = place;
  if (word === undefined) return to;
  const next = put(below(value, word), rest, to);
  if (word === "{}") return JSON.stringify(next);
  if (isList(value))
    return value.flatMap((member, index) =>
      String(index) !== word ? [member] : next === undefined ? [] : [next],
    );
  const others = Object.entries(isFields(value) ? value : {}).filter(([name]) => name !== word);
  return Object.fromEntries(next === undefined ? others : [...others, [word, next]]);
}

/** True for a text of JSON with values in it. */
function holds(value: Value | undefined): boolean {
  if (typeof value !== "string" || !/^\s*[[{]/.test(value)) return false;
  try {
    return typeof opened(value) === "object";
  } catch {
    return false;
  }
}

/** Words one step below a value. */
function words(value: Value | undefined): Place {
  if (isList(value)) return value.map((_, index) => String(index));
  return isFields(value) ? Object.keys(value) : [];
}

/** The innermost places at which two values differ; of a part that only one has, each value in it. */
export function differences(one: Value | undefined, other: Value | undefined): readonly Place[] {
  if (one === other) return [];
  const next = holds(one) && holds(other) ? ["{}"] : [...new Set([...words(one), ...words(other)])];
  if (next.length > 0)
    return next.flatMap((word) =>
      differences(below(one, word), below(other, word)).map((rest) => [word, ...rest]),
    );
  const bothEmpty = (isList(one) && isList(other)) || (isFields(one) && isFields(other));
  return bothEmpty ? [] : [[]];
}
