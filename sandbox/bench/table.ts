/** One line of a table; a number or a missing value is shown as the caller has formatted it. */
export type Row = readonly string[];

/**
 * Lines of a table with two blanks between columns: the first column left-aligned, the others right-aligned.
 * @param rows the first one is the heading, which a rule follows; shorter rows are filled with empty cells
 */
export function tableLines(rows: readonly Row[]): string[] {
  const columns = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from({ length: columns }, (_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? "").length)),
  );
  const line = (row: Row): string =>
    widths
      .map((width, column) => {
        const cell = row[column] ?? "";
        return column === 0 ? cell.padEnd(width) : cell.padStart(width);
      })
      .join("  ")
      .trimEnd();
  const [heading, ...body] = rows;
  if (heading === undefined) return [];
  return [line(heading), widths.map((width) => "-".repeat(width)).join("  "), ...body.map(line)];
}

/** Seconds with two decimals under 100 and one above, such as `8.42 s`. */
export function secondsText(seconds: number): string {
  return `${seconds.toFixed(seconds < 100 ? 2 : 1)} s`;
}

/** A ratio with two decimals. */
export function ratioText(ratio: number): string {
  return ratio.toFixed(2);
}

/** Bytes in the largest binary unit that leaves at least 1, such as `312.4 MiB`; whole below 1 KiB. */
export function bytesText(bytes: number): string {
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  const index = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log2(Math.max(1, bytes)) / 10)));
  return `${(bytes / 1024 ** index).toFixed(index === 0 ? 0 : 1)} ${units[index] ?? "B"}`;
}
