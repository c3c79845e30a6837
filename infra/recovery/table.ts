import type { Budget } from "./budget";

const heading = ["service", "size", "GiB", "RPO worst", "promised", "", "RTO worst", "promised", ""];

function row(budget: Budget): readonly string[] {
  const { recoveryPoint: point, recoveryTime: time } = budget;
  return [
    budget.service,
    budget.horizon,
    String(budget.databaseGib),
    `${point.worstMinutes.toFixed(1)} min`,
    `${point.objectiveMinutes} min`,
    point.met ? "met" : "MISSED",
    `${time.worstMinutes.toFixed(1)} min`,
    `${time.objectiveMinutes} min`,
    time.met ? "met" : "MISSED",
  ];
}

/** Formats budgets as a plain-text table with a heading, one line each; for previews and outputs. */
export function budgetTable(budgets: readonly Budget[]): string {
  const rows = [heading, ...budgets.map(row)];
  const widths = heading.map((_, column) => Math.max(...rows.map((cells) => cells[column]?.length ?? 0)));
  return rows
    .map((cells) =>
      cells
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}
