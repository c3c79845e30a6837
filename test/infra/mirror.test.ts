import { describe, expect, it } from "vitest";
import { isFields, isList, plain, type Fields, type Value } from "../../policies/support/input/value";
import { declaredStack, type StackName } from "../policies/support/declared-stacks";
import { alone, apart } from "./mirror-table";

/** A text without what tells one place from the other: regions, halves, the standby's suffix, identity providers, digests. */
const placeless = (text: string): string =>
  text
    .replace(/\bus-(east-1|west-2)\b/g, "<region>")
    .replace(/-dr\b/g, "")
    .replace(/\b(primary|standby|prod|dr)\b/g, "<place>")
    .replace(/\b[0-9A-F]{32}\b/g, "<id>")
    .replace(/\b[0-9a-f]{10}\b|\b[0-9a-f]{64}\b/g, "<digest>");

/** What a text of JSON says; any other text as it is. */
function opened(text: string): Value {
  if (!/^\s*[[{]/.test(text)) return placeless(text);
  try {
    const parsed: unknown = JSON.parse(placeless(text));
    return plain(parsed);
  } catch {
    return placeless(text);
  }
}

/** The variables of a container by their names. */
const byName = (variables: readonly Value[]): Fields =>
  Object.fromEntries(
    variables.flatMap((one) =>
      isFields(one) && typeof one["name"] === "string" ? [[one["name"], one]] : [],
    ),
  );

/** A value without the names of places; a text of JSON opened. */
function mirrored(value: Value | undefined): unknown {
  if (isList(value)) return value.map(mirrored);
  if (isFields(value))
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [
        placeless(key),
        mirrored(key === "env" && isList(inner) ? byName(inner) : inner),
      ]),
    );
  return typeof value === "string" ? opened(value) : value;
}

const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Places at which two values differ, from the outside in. */
function differences(one: unknown, other: unknown, place: readonly string[] = []): readonly string[] {
  if (Object.is(one, other)) return [];
  if (Array.isArray(one) && Array.isArray(other) && one.length === other.length)
    return one.flatMap((member, index) => differences(member, other[index], [...place, "*"]));
  if (isMap(one) && isMap(other))
    return [...new Set([...Object.keys(one), ...Object.keys(other)])].flatMap((key) =>
      differences(one[key], other[key], [...place, key]),
    );
  return [place.join(" ")];
}

/** What a stack declares, by kind and logical name. */
const declared = (stack: StackName) =>
  new Map(
    declaredStack(stack).map(({ type, name, inputs, protect, secretOutputs }) => {
      const kind = type.slice(type.lastIndexOf(":") + 1);
      const all: Fields = { inputs: inputs.value, protect, secretOutputs };
      return [`${type} ${name}`, { kind, name, all }];
    }),
  );

const stacks = { prod: declared("prod"), dr: declared("dr") };
const lacks = (stack: StackName) => {
  const other = stack === "prod" ? stacks.dr : stacks.prod;
  return [...stacks[stack]].filter(([key]) => !other.has(key)).map(([, { kind, name }]) => ({ kind, name }));
};
const found = [...stacks.prod].flatMap(([key, prod]) => {
  const dr = stacks.dr.get(key);
  if (dr === undefined) return [];
  const places = differences(mirrored(prod.all), mirrored(dr.all));
  return places.map((place) => ({ kind: prod.kind, name: prod.name, place }));
});

describe("dr mirrors prod", () => {
  it.each(["prod", "dr"] as const)("has a reason for each resource that %s alone declares", (stack) => {
    const reasons = alone.filter((row) => row.in === stack);
    expect(lacks(stack).filter(({ name }) => !reasons.some((row) => row.name.test(name)))).toEqual([]);
  });
  it("has a reason for each property that differs", () => {
    const unexplained = found.filter(
      ({ kind, place }) => !apart.some(({ of, at }) => of === kind && at.test(place)),
    );
    expect([...new Set(unexplained.map(({ kind, place }) => `${kind}: ${place}`))]).toEqual([]);
  });
  it("has no reason that nothing needs", () => {
    const unused = [
      ...alone.filter((row) => !lacks(row.in).some(({ name }) => row.name.test(name))),
      ...apart.filter(({ of, at }) => !found.some(({ kind, place }) => of === kind && at.test(place))),
    ];
    expect(unused).toEqual([]);
  });
});
