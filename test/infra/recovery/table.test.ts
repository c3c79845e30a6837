import { describe, expect, it } from "vitest";
import { services as catalog } from "../../../infra/catalog";
import type { Service } from "../../../infra/catalog/types";
import { stockAnalysis as withArchive } from "../../../infra/catalog/stock-analysis";
import { tasksApp } from "../../../infra/catalog/tasks-app";
import { budgetTable } from "../../../infra/recovery/table";
import { dumpsAlone } from "../../support/dumps-alone";
import { warmStandby } from "../../support/warm-standby";

const services = catalog.map(warmStandby);
const stockAnalysis = warmStandby<Service>(withArchive);

/** Cells of a line, which two blanks part. */
const cells = (line = ""): readonly string[] => line.split(/ {2,}/);

describe("budgetTable", () => {
  it("has a line for each service and size, under a heading", () => {
    const lines = budgetTable(services).split("\n");
    expect(lines).toHaveLength(1 + services.length * 3);
    expect(lines[0]).toMatch(
      /^service +size +GiB +RPO +promote +restore +stated +dump +RTO +promote +restore +dump$/,
    );
    expect(lines.filter((line) => line.includes("MISSED"))).toEqual([]);
  });

  it("shows every engine's worst case, rounded up", () => {
    const [, now] = budgetTable([stockAnalysis]).split("\n");
    expect(cells(now)).toEqual([
      ...["stock-analysis", "now", "100"],
      ...["60", "met", "1.1", "1.1", "-", "45.5"],
      ...["240", "met", "10", "21.1", "27.5"],
    ]);
  });

  it("names what is stated, and shows no time for it", () => {
    const [, now] = budgetTable([tasksApp]).split("\n");
    expect(cells(now).slice(3, 9)).toEqual(["60", "met", "-", "-", "2", "47"]);
    expect(cells(now).slice(9, 13)).toEqual(["240", "met", "-", "-"]);
  });

  it("shows what is missed", () => {
    const lines = budgetTable([dumpsAlone(stockAnalysis)]).split("\n");
    expect(lines.map((line) => line.includes("MISSED"))).toEqual([false, false, false, true]);
  });
});
