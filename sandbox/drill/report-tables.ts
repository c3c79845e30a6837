import type { Row } from "../bench/table";
import { durationText, optionalDuration } from "./duration";
import { PHASES, passagesOf, type DrillResult, type Phase } from "./drill-result";
import { trueTime, type Verdict } from "./verdict";

/** A table with its heading; the first row names the columns. */
export interface ReportTable {
  readonly title: string;
  readonly rows: readonly Row[];
}

const PHASE_TITLES: Readonly<Record<Phase, string>> = {
  fenceCheck: "fence check",
  restore: "restore",
  gate: "gate",
  migrate: "migrate",
  start: "start",
  smoke: "smoke",
};

function objectives({ services, scale }: DrillResult): ReportTable {
  const heading = ["service", "RPO", "declared", "RTO", "declared", "rows", "lost", "two writers"];
  const rows = services.flatMap((result) =>
    passagesOf(result).map(([name, passage]) => [
      `${result.service}: ${name}`,
      optionalDuration(passage.rpoSeconds),
      durationText(result.declared.rpoSeconds),
      optionalDuration(trueTime(passage, scale).rtoSeconds),
      durationText(result.declared.rtoSeconds),
      String(passage.rowsAcknowledged),
      String(passage.rowsLost ?? "-"),
      String(passage.overlaps.length),
    ]),
  );
  return { title: "Objectives", rows: [heading, ...rows] };
}

function times({ services, scale }: DrillResult): ReportTable {
  const steps = PHASES.map((phase) => PHASE_TITLES[phase]);
  const heading = ["true time", "detection", "work", ...steps, "DNS", "restore alone"];
  const rows = services.flatMap((result) => [
    ...passagesOf(result).map(([name, passage]) => {
      const { detectionSeconds, dnsSeconds, workSeconds } = trueTime(passage, scale);
      return [
        `${result.service}: ${name}`,
        durationText(detectionSeconds),
        durationText(workSeconds),
        ...PHASES.map((phase) => optionalDuration(passage.phaseSeconds[phase])),
        optionalDuration(dnsSeconds),
        optionalDuration(passage.restoreAloneSeconds),
      ];
    }),
    [
      `${result.service}: budget at ${result.declared.restoreGib.toFixed(2)} GiB`,
      durationText(result.declared.detectionSeconds),
      "",
      "",
      durationText(result.declared.restoreSeconds),
      "",
      durationText(result.declared.startSeconds),
      "",
      durationText(result.declared.dnsSeconds),
      "",
    ],
  ]);
  return { title: "Where the time went", rows: [heading, ...rows] };
}

/** Objectives and times of every service and passage, as rows of text. */
export function reportTables(result: DrillResult): readonly ReportTable[] {
  return [objectives(result), times(result)];
}

/** Facts about the run, one a line. */
export function runFacts({
  fault,
  scale,
  engineVersion,
  startedAt,
  finishedAt,
  facts,
}: DrillResult): string[] {
  return [
    `fault: ${fault}`,
    `scale: health checks and TTLs pass ${scale} times as fast as declared, work as it is`,
    `engine: Pulumi ${engineVersion}`,
    `from ${startedAt} to ${finishedAt}`,
    ...facts,
  ];
}

/** How many targets are met, in one sentence. */
export function summaryText(verdicts: readonly Verdict[]): string {
  const met = verdicts.filter((verdict) => verdict.met).length;
  return met === verdicts.length
    ? `All ${met} targets met.`
    : `${verdicts.length - met} of ${verdicts.length} targets MISSED.`;
}
