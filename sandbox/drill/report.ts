import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { tableLines } from "../bench/table";
import { passagesOf, type DrillResult } from "./drill-result";
import { junitReport } from "./report-junit";
import { markdownReport } from "./report-markdown";
import { reportTables, runFacts, summaryText } from "./report-tables";
import { trueTime, verdictsOf, type Verdict } from "./verdict";

/** The report for a terminal, line by line: tables, then every missed target with its reason. */
export function reportLines(result: DrillResult): readonly string[] {
  const verdicts = verdictsOf(result);
  return [
    "Drill",
    ...runFacts(result).map((fact) => `  ${fact}`),
    ...reportTables(result).flatMap(({ title, rows }) => ["", title, ...tableLines(rows)]),
    "",
    summaryText(verdicts),
    ...verdicts
      .filter(({ met }) => !met)
      .map(({ service, passage, target, reason }) => `  MISSED ${service}: ${passage}: ${target}: ${reason}`),
  ];
}

/** Everything that was measured, and the verdicts, as one document. */
function jsonReport(result: DrillResult, verdicts: readonly Verdict[]): string {
  const services = result.services.map((service) => ({
    ...service,
    trueTime: Object.fromEntries(
      passagesOf(service).map(([name, passage]) => [name, trueTime(passage, result.scale)]),
    ),
  }));
  const met = verdicts.every((verdict) => verdict.met);
  return `${JSON.stringify({ version: 1, met, ...result, services, verdicts }, null, 2)}\n`;
}

/**
 * Writes `report.json`, `report.md` and `junit.xml`, over those of an earlier drill.
 * @param directory is made when it is not there
 * @returns paths of the files
 */
export function writeReports(result: DrillResult, directory: string): readonly string[] {
  const verdicts = verdictsOf(result);
  const contents = {
    "report.json": jsonReport(result, verdicts),
    "report.md": markdownReport(result, verdicts),
    "junit.xml": junitReport(result, verdicts),
  };
  mkdirSync(directory, { recursive: true });
  return Object.entries(contents).map(([name, content]) => {
    const file = path.join(directory, name);
    writeFileSync(file, content);
    return file;
  });
}
