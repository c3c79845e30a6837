import { describe, expect, it } from "vitest";
import { services } from "../../../infra/catalog";
import { stockAnalysis } from "../../../infra/catalog/stock-analysis";
import type { CapacityPlan, Planned, Service } from "../../../infra/catalog/types";

type Rate = keyof CapacityPlan["growthPercentPerMonth"];

/** What a figure of today is after some months of growth. */
const grown = (now: number, percentPerMonth: number, months: number): number =>
  now * (1 + percentPerMonth / 100) ** months;

/** How far the plan's figures for 6 and 12 months lie from growth at a rate, in percent, to the whole. */
const off = (plan: Planned, percentPerMonth: number): readonly number[] =>
  (
    [
      [plan.months6, 6],
      [plan.months12, 12],
    ] as const
  ).map(([figure, months]) => Math.round((figure / grown(plan.now, percentPerMonth, months) - 1) * 100));

/** The figures that grow, each with what makes it grow. */
function figures({ capacity }: Pick<Service, "capacity">): readonly (readonly [string, Planned, Rate])[] {
  return [
    ...Object.entries(capacity.replicas).map(([name, plan]) => [name, plan, "requests"] as const),
    ["storage", capacity.databaseStorageGib, "data"] as const,
  ];
}

describe("STOCK-8: growth and plan of stock analysis", () => {
  const { growthPercentPerMonth: rates, replicas, ...capacity } = stockAnalysis.capacity;

  it("storage follows from 15 % of data a month, to the next round figure: 231 and 535 are 200 and 500", () => {
    expect(off(capacity.databaseStorageGib, rates.data)).toEqual([-14, -7]);
  });

  it("cores and memory double each half year, 12 % a month: less than any of the three rates", () => {
    for (const plan of [capacity.databaseCores, capacity.databaseMemoryGib]) {
      expect(off(plan, 12.2)).toEqual([0, 0]);
      expect(Math.max(...off(plan, Math.min(...Object.values(rates))))).toBeLessThan(0);
    }
  });

  // At 25 % of requests a month three replicas would become 11 and 44; the runbook gives 5 and 8, and 6 and 10. Its
  // figures apply: an autoscaler goes to 10, and beyond that a new plan is needed.
  it("replicas do not follow from 25 % of requests a month: the runbook plans for less", () => {
    expect(off(replicas["stock-analysis-api"], rates.requests)).toEqual([-56, -82]);
    expect(off(replicas["celery-worker"], rates.requests)).toEqual([-48, -77]);
    expect(off(replicas["stock-analysis-api"], 8.7)).toEqual([1, -2]);
    expect(off(replicas["celery-worker"], 11.3)).toEqual([5, -8]);
  });
});

describe("growth and plan of the services whose runbooks give no sizes", () => {
  const stated = services.filter(({ capacity }) => "stated" in capacity.source);

  it("are all but stock analysis", () => {
    expect(stated.map(({ id }) => id)).toEqual(
      services.map(({ id }) => id).filter((id) => id !== stockAnalysis.id),
    );
  });

  it.each(stated.map((service) => [service.id, service] as const))(
    "%s: every figure is its growth, within one replica or the next size of storage",
    (_id, service) => {
      const rates = service.capacity.growthPercentPerMonth;
      for (const [name, plan, rate] of figures(service))
        for (const [figure, months] of [
          [plan.months6, 6],
          [plan.months12, 12],
        ] as const) {
          const wanted = grown(plan.now, rates[rate], months);
          const room = rate === "data" ? wanted * 0.15 : 1;
          expect(Math.abs(figure - wanted), `${name} in ${months} months`).toBeLessThan(room);
        }
    },
  );
});
