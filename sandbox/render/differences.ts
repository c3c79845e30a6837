import { z } from "zod";

const LIMIT = 20;

const records = z.array(z.looseObject({ type: z.string(), name: z.string() }));

function byName(text: string): ReadonlyMap<string, string> {
  const parsed = text === "" ? [] : records.parse(JSON.parse(text));
  return new Map(parsed.map((record) => [`${record.type} ${record.name}`, JSON.stringify(record)]));
}

/**
 * Names the resources in which two records of a stack differ, one a line, the first twenty.
 *
 * @param recorded text of the older record; empty when there is none.
 * @param declared text of the newer one.
 */
export function firstDifferences(recorded: string, declared: string): string {
  const before = byName(recorded);
  const after = byName(declared);
  const lines = [
    ...[...after].filter(([name]) => !before.has(name)).map(([name]) => `  + ${name}`),
    ...[...before].filter(([name]) => !after.has(name)).map(([name]) => `  - ${name}`),
    ...[...after]
      .filter(([name, text]) => before.has(name) && before.get(name) !== text)
      .map(([name]) => `  ~ ${name}`),
  ];
  return limited(lines);
}

/** The lines that only one of two texts has, the first twenty. @param recorded empty when there is none */
export function firstLines(recorded: string, declared: string): string {
  const [before, after] = [recorded, declared].map((text) => text.split("\n").filter((line) => line !== ""));
  const only = (lines: readonly string[] = [], others: readonly string[] = []): readonly string[] =>
    lines.filter((line) => !others.includes(line));
  const lines = [
    ...only(after, before).map((line) => `  + ${line}`),
    ...only(before, after).map((line) => `  - ${line}`),
  ];
  return lines.length === 0 && recorded !== declared
    ? "  the same lines, in another order or number"
    : limited(lines);
}

function limited(lines: readonly string[]): string {
  const more = lines.length - LIMIT;
  return [...lines.slice(0, LIMIT), ...(more > 0 ? [`  … and ${String(more)} more`] : [])].join("\n");
}
