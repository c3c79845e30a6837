import type { Horizon, Service } from "../catalog/types";
import { budget, horizons, type Promised } from "./budget";
import { engineNames, type Worst } from "./engine";
import { tenths } from "./text";

const TIMED = engineNames.filter((name) => name !== "stated");

const HEADING = [
  ...["service", "size", "GiB"],
  ...["RPO", "", ...engineNames],
  ...["RTO", "", ...TIMED],
] as const;

const cell = (worst: Worst | undefined): string => (worst === undefined ? "-" : tenths(worst.minutes));

const verdict = ({ objectiveMinutes, met }: Promised): readonly string[] => [
  String(objectiveMinutes),
  met ? "met" : "MISSED",
];

function row(service: Service, horizon: Horizon): readonly string[] {
  const { databaseGib, engines, recoveryPoint, recoveryTime } = budget(service, horizon);
  const engine = (wanted: string) => engines.find(({ name }) => name === wanted);
  return [
    ...[service.id, horizon, String(databaseGib)],
    ...[...verdict(recoveryPoint), ...engineNames.map((name) => cell(engine(name)?.loss))],
    ...[...verdict(recoveryTime), ...TIMED.map((name) => cell(engine(name)?.downtime))],
  ];
}

/**
 * The budgets of services as a plain-text table in minutes, with a heading and a line for each service and horizon: each
 * promise, whether it is met, and the worst case of every engine.
 * @throws ProblemError when a schedule of backups is malformed or never fires
 */
export function budgetTable(services: readonly Service[]): string {
  const rows = [HEADING, ...services.flatMap((service) => horizons.map((horizon) => row(service, horizon)))];
  const widths = HEADING.map((_, column) => Math.max(...rows.map((cells) => cells[column]?.length ?? 0)));
  return rows
    .map((cells) =>
      cells
        .map((text, column) => text.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}
