/** A cell: bars are escaped, and a template's braces become the label's name. */
export const cell = (text: string): string =>
  text.replace(/\{\{ \$(labels\.)?(\w+)[^}]*\}\}/g, "`<$2>`").replaceAll("|", "\\|");

/** Text as code. */
export const code = (text: string): string => `\`${text}\``;

/** A Markdown table, not yet aligned. */
export function table(heading: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(cell).join(" | ")} |`;
  return [line(heading), line(heading.map(() => "---")), ...rows.map(line)].join("\n");
}
