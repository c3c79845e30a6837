import { deflateSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { seededRandom } from "../../../sandbox/bench/dataset/text";
import { chunks, datasetSize, tableRows } from "../../../sandbox/bench/dataset/rows";

const NOW = Date.UTC(2026, 0, 31, 12);
const SMALL = { stocks: 40, days: 100, analyses: 3000 };

/** Lines of each table, by its name. */
const tables = new Map(
  tableRows(SMALL, NOW).map(({ target, lines }) => [target.split(" ")[0] ?? "", [...lines]]),
);
const cellsOf = (table: string): string[][] =>
  (tables.get(table) ?? []).map((line) => line.replace(/\n$/, "").split("\t"));

describe("data set", () => {
  it("has the rows that its size names", () => {
    expect([...tables].map(([name, lines]) => [name, lines.length])).toEqual([
      ["alembic_version", 1],
      ["stocks", 40],
      ["stock_prices", 4000],
      ["analyses", 3000],
    ]);
  });
  it("has as many columns in each row as its table names", () => {
    for (const { target, lines } of tableRows(SMALL, NOW)) {
      const columns = target.split(",").length;
      for (const line of lines) expect(line.split("\t").length, line).toBe(columns);
    }
  });
  it("is the same on every run", () => {
    const again = tableRows(SMALL, NOW).map(({ lines }) => [...lines]);
    expect(again).toEqual([...tables.values()]);
  });
  it("has one price for each stock and day, ordered as low, open, high and never negative", () => {
    const prices = cellsOf("stock_prices");
    expect(new Set(prices.map(([, symbol, date]) => `${symbol ?? ""} ${date ?? ""}`)).size).toBe(
      prices.length,
    );
    for (const [, , , open, high, low, close] of prices) {
      expect(Number(low)).toBeGreaterThan(0);
      expect(Number(low)).toBeLessThanOrEqual(Math.min(Number(open), Number(close)));
      expect(Number(high)).toBeGreaterThanOrEqual(Math.max(Number(open), Number(close)));
    }
  });
  it("refers to stocks that exist", () => {
    const known = new Set(cellsOf("stocks").map(([id]) => id));
    for (const table of ["stock_prices", "analyses"]) {
      const column = table === "analyses" ? 1 : 0;
      expect(cellsOf(table).every((cells) => known.has(cells[column]))).toBe(true);
    }
  });
  it("has details that are JSON", () => {
    for (const cells of cellsOf("analyses")) expect(() => void JSON.parse(cells[5] ?? "")).not.toThrow();
  });
  it("is as old as yesterday at its newest, for nothing lies in the future", () => {
    const dates = cellsOf("stock_prices").map((cells) => cells[2] ?? "");
    expect(dates.at(-1)).toBe("2026-01-30");
    expect(dates.every((date) => date <= "2026-01-30")).toBe(true);
  });
  it("compresses three to four and a half times, as rows of services do", () => {
    const all = [...tables.values()].flat().join("");
    const times = all.length / deflateSync(all, { level: 6 }).length;
    expect(times).toBeGreaterThan(3);
    expect(times).toBeLessThan(4.5);
  });
  it("grows with the wanted size", () => {
    expect(datasetSize(2).analyses).toBe(2 * datasetSize(1).analyses);
    expect(datasetSize(2).stocks).toBe(2 * datasetSize(1).stocks);
  });
});

describe("chunks", () => {
  it("hold every line once, in order", () => {
    const lines = Array.from({ length: 100_000 }, (_, index) => `line ${index}\n`);
    const made = [...chunks(lines)];
    expect(made.length).toBeGreaterThan(1);
    expect(made.join("")).toBe(lines.join(""));
  });
  it("are none without lines", () => {
    expect([...chunks([])]).toEqual([]);
  });
});

describe("random numbers", () => {
  it("repeat for one seed and differ for another", () => {
    const draw = (seed: number): number[] => {
      const random = seededRandom(seed);
      return Array.from({ length: 5 }, () => random.below(1000));
    };
    expect(draw(1)).toEqual(draw(1));
    expect(draw(1)).not.toEqual(draw(2));
  });
  it("spread over their range", () => {
    const random = seededRandom(3);
    const drawn = Array.from({ length: 1000 }, () => random.below(10));
    expect(new Set(drawn).size).toBe(10);
  });
});
