import type { Horizon } from "../catalog/types";
import { purposes, sum, type Line, type Purpose } from "./line";

/** The bill of a stack at each horizon, by service. */
export type Bill = Readonly<Record<Horizon, ReadonlyMap<string, readonly Line[]>>>;

/** US dollars a month by purpose, of what is not free, and their sum. */
export interface Amounts {
  readonly purposes: Readonly<Partial<Record<Purpose, number>>>;
  readonly usd: number;
}

const cents = (usd: number): number => Math.round(usd * 100) / 100;

/** Lines summed by purpose, to the cent. */
export function amounts(lines: readonly Line[]): Amounts {
  const byPurpose = purposes.flatMap((purpose) => {
    const usd = cents(sum(lines.filter((line) => line.purpose === purpose)));
    return usd === 0 ? [] : [[purpose, usd] as const];
  });
  return { purposes: Object.fromEntries(byPurpose), usd: cents(sum(lines)) };
}

const dollars = (usd: number): string => (usd === 0 ? "-" : usd.toFixed(usd < 100 ? 2 : 0));

/**
 * A stack's bill at one horizon: a row for each service and one for the sum, a column for each purpose.
 * @returns cells, the heading first
 */
export function billRows(bill: ReadonlyMap<string, readonly Line[]>): readonly (readonly string[])[] {
  const everything = [...bill.values()].flat();
  const shown = purposes.filter((purpose) => everything.some((line) => line.purpose === purpose));
  const row = (name: string, lines: readonly Line[]): readonly string[] => {
    const { purposes: by, usd } = amounts(lines);
    return [name, ...shown.map((purpose) => dollars(by[purpose] ?? 0)), dollars(usd)];
  };
  return [
    ["USD a month", ...shown, "sum"],
    ...[...bill].map(([name, lines]) => row(name, lines)),
    row("sum", everything),
  ];
}

/** Cells as plain text, numbers to the right. */
export function plainTable(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((cells) => cells[column]?.length ?? 0)),
  );
  return rows
    .map((cells) =>
      cells
        .map((text, column) => {
          const width = widths[column] ?? 0;
          return column === 0 ? text.padEnd(width) : text.padStart(width);
        })
        .join("  "),
    )
    .join("\n");
}

/** Cells as a table of Markdown, numbers to the right. */
export function markdownTable(rows: readonly (readonly string[])[]): string {
  const [heading = [], ...body] = rows;
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [
    line(heading),
    line(heading.map((_, column) => (column === 0 ? "---" : "--:"))),
    ...body.map(line),
  ].join("\n");
}
