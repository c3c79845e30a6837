import { describe, expect, it } from "vitest";
import { Ledger, lost, outage, overlaps, type LedgerEntry } from "../../../sandbox/drill/ledger";

const row = (seq: number, side: string, at: number, more: Partial<LedgerEntry> = {}): LedgerEntry => ({
  ...{ service: "tasks", seq, side, path: "public", at },
  ...more,
});

describe("ledger", () => {
  it("keeps rows in order and gives those of a service and a path", () => {
    const ledger = new Ledger();
    const rows = [row(1, "a", 1), row(2, "a", 2, { path: "primary" }), row(1, "a", 3, { service: "stock" })];
    for (const one of rows) ledger.append(one);
    expect(ledger.entries()).toEqual(rows);
    expect(ledger.entries("tasks")).toEqual(rows.slice(0, 2));
    expect(ledger.entries("tasks", "public")).toEqual(rows.slice(0, 1));
    expect(ledger.entries(undefined, "primary")).toEqual(rows.slice(1, 2));
  });
});

describe("overlaps", () => {
  it("allow one failover", () => {
    expect(overlaps([row(1, "a", 10), row(2, "a", 20), row(3, "b", 21), row(4, "b", 30)])).toEqual([]);
  });
  it("name a side that joins while the other still writes, whatever the path and the order of entries", () => {
    const rows = [
      row(4, "b", 25),
      row(1, "a", 10),
      row(3, "a", 30, { path: "primary" }),
      row(2, "a", 20),
      row(5, "b", 40),
    ];
    expect(overlaps(rows)).toEqual([{ service: "tasks", sides: ["a", "b"], fromMs: 25, toMs: 30, rows: 2 }]);
  });
  it("count the rows of both sides while they wrote together", () => {
    const rows = [10, 20, 30, 40].flatMap((at) => [row(at, "a", at), row(at + 1, "b", at + 1)]);
    expect(overlaps(rows)).toMatchObject([{ fromMs: 11, toMs: 40, rows: 6 }]);
  });
  it("take a single moment for an overlap", () => {
    expect(overlaps([row(1, "a", 10), row(2, "b", 10)])).toMatchObject([{ fromMs: 10, toMs: 10, rows: 2 }]);
  });
  it("take a return without a handover for one, and with a handover for none", () => {
    const rows = [row(1, "a", 10), row(2, "b", 20), row(3, "a", 30)];
    expect(overlaps(rows)).toMatchObject([{ sides: ["a", "b"], fromMs: 20, toMs: 30 }]);
    expect(overlaps(rows, [25])).toEqual([]);
  });
  it("still find an overlap within the stretch after a handover", () => {
    const rows = [row(1, "a", 10), row(2, "b", 20), row(3, "b", 30), row(4, "a", 40), row(5, "b", 50)];
    expect(overlaps(rows, [25])).toMatchObject([{ sides: ["b", "a"], fromMs: 40, toMs: 50, rows: 2 }]);
  });
  it("keep services apart", () => {
    expect(overlaps([row(1, "a", 10), row(2, "b", 20), row(1, "a", 30, { service: "stock" })])).toEqual([]);
  });
  it("name each side of three that wrote beside another", () => {
    const rows = [row(1, "a", 10), row(2, "b", 20), row(3, "c", 30), row(4, "a", 40)];
    expect(overlaps(rows).map(({ sides }) => sides)).toEqual([
      ["a", "b"],
      ["a", "c"],
    ]);
  });
});

describe("outage", () => {
  const rows = [
    row(1, "a", 1000),
    row(2, "a", 2000),
    row(1_000_000_000, "a", 2400, { path: "primary" }),
    row(2_000_000_000, "b", 5000, { path: "standby" }),
    row(3, "b", 9500),
    row(4, "b", 9600),
  ];
  it("reaches from the last public row before the fault to the first one after it", () => {
    expect(outage(rows, 2500)).toEqual({ lastBeforeMs: 2000, firstAfterMs: 9500, side: "b", seconds: 7.5 });
  });
  it("begins with the fault when nothing was acknowledged before", () => {
    expect(outage(rows, 500)).toEqual({
      lastBeforeMs: undefined,
      firstAfterMs: 1000,
      side: "a",
      seconds: 0.5,
    });
  });
  it("passes over late rows of the old side when a side is named", () => {
    expect(outage(rows, 1500)).toMatchObject({ firstAfterMs: 2000, side: "a" });
    expect(outage(rows, 1500, "b")).toEqual({
      lastBeforeMs: 1000,
      firstAfterMs: 9500,
      side: "b",
      seconds: 8.5,
    });
  });
  it("is undefined when nothing was acknowledged after the fault", () => {
    expect(outage(rows, 9600)).toBeUndefined();
    expect(outage([], 0)).toBeUndefined();
  });
});

describe("lost rows", () => {
  const rows = [row(1, "a", 1000), row(2, "a", 2000), row(3, "a", 3000)];
  it("are those that are not there, with the age of the oldest at the fault", () => {
    expect(lost(rows, new Set([1]), 3500)).toEqual({
      acknowledged: 3,
      lost: [rows[1], rows[2]],
      rpoSeconds: 1.5,
    });
  });
  it("are none, at an age of 0, when all are there", () => {
    expect(lost(rows, new Set([1, 2, 3, 4]), 3500)).toEqual({ acknowledged: 3, lost: [], rpoSeconds: 0 });
  });
  it("have no age below 0 when they were acknowledged after the fault", () => {
    expect(lost(rows, new Set([1, 2]), 2500)).toMatchObject({ lost: [rows[2]], rpoSeconds: 0 });
  });
});
