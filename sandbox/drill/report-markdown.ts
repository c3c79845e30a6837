import type { Row } from "../bench/table";
import type { DrillResult } from "./drill-result";
import { reportTables, runFacts, summaryText } from "./report-tables";
import type { Verdict } from "./verdict";

/** Text that means itself in Markdown, on one line: a message of a program may hold anything. */
export function markdownText(text: string): string {
  return text.replace(/\s+/g, " ").replace(/[\\`*_[\]<>|#~&]/g, "\\$&");
}

function markdownTable([heading, ...rows]: readonly Row[]): string[] {
  if (heading === undefined) return [];
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  const rule = heading.map((_, column) => (column === 0 ? "---" : "---:"));
  return [
    line(heading),
    line(rule),
    ...rows.map((row) => line(heading.map((_, at) => markdownText(row[at] ?? "")))),
  ];
}

/** The report as Markdown. */
export function markdownReport(result: DrillResult, verdicts: readonly Verdict[]): string {
  const lines = [
    "# Drill",
    "",
    summaryText(verdicts),
    "",
    ...runFacts(result).map((fact) => `- ${markdownText(fact)}`),
    "",
    ...reportTables(result).flatMap(({ title, rows }) => [`## ${title}`, "", ...markdownTable(rows), ""]),
    "## Targets",
    "",
    ...markdownTable([
      ["service", "target", "", "why"],
      ...verdicts.map(({ service, passage, target, met, reason }) => [
        `${service}: ${passage}`,
        target,
        met ? "met" : "MISSED",
        reason,
      ]),
    ]),
  ];
  return `${lines.join("\n")}\n`;
}
