import { expect, it } from "vitest";
import { objectiveFlags } from "../../review/objective-flags";

const horizons = (now: string, months12 = now) => ({ now, months6: now, months12 });
const KEPT = "RPO promote 1, dump 40; RTO promote 10, dump 50";
const recovery = (horizonMinutes: object = horizons(KEPT), targetMinutes = "RPO 60, RTO 60") => ({
  kyb: {
    engine: "promote",
    worstRpoMinutes: { promote: 1, dump: 40 },
    worstRtoMinutes: { promote: 10, dump: 50 },
    targetMinutes,
    horizonMinutes,
  },
});
const flags = (before: object, after: object) =>
  objectiveFlags({
    stack: "prod",
    changes: [],
    unchanged: 0,
    before: [],
    outputs: { before: { recovery: before }, after: { recovery: after } },
    violations: [],
    errors: [],
  }).map(({ rule, resource, why }) => `${rule} ${resource}: ${why}`);

it("says nothing of figures that stay or get better, and of a service that is gone", () => {
  expect(flags(recovery(), recovery())).toEqual([]);
  expect(flags(recovery(), recovery(horizons(KEPT.replace("40", "20"))))).toEqual([]);
  expect(flags(recovery(), {})).toEqual([]);
  expect(flags({}, recovery())).toEqual([]);
});

it("has every horizon before and after where one is worse", () => {
  expect(flags(recovery(), recovery(horizons(KEPT, KEPT.replace("dump 50", "dump 55"))))).toEqual([
    "objective-worse kyb: RTO by dump in minutes: now 50 → 50, months6 50 → 50, months12 50 → 55; target 60",
  ]);
});

it("flags a way to recover that is gone", () => {
  expect(flags(recovery(), recovery(horizons("RPO dump 40; RTO dump 50")))).toEqual([
    "objective-worse kyb: RPO by promote in minutes: now 1 → not possible, months6 1 → not possible, months12 1 → not possible; target 60",
    "objective-worse kyb: RTO by promote in minutes: now 10 → not possible, months6 10 → not possible, months12 10 → not possible; target 60",
  ]);
});

it("flags a target that is missed at one horizon, and was not before", () => {
  const late = recovery(horizons(KEPT, KEPT.replace("promote 10", "promote 70")));
  expect(flags(recovery(), late)).toEqual([
    "objective-worse kyb: RTO by promote in minutes: now 10 → 10, months6 10 → 10, months12 10 → 70; target 60",
    "objective-missed kyb: RTO misses its target of 60 minutes: months12 70 by promote",
  ]);
  expect(flags(late, late)).toEqual([]);
  expect(flags({}, late)).toEqual([
    "objective-missed kyb: RTO misses its target of 60 minutes: months12 70 by promote",
  ]);
  expect(flags(recovery(), recovery(horizons(KEPT), "RPO 60, RTO 5"))).toEqual([
    "objective-missed kyb: RTO misses its target of 5 minutes: now 10 by promote, months6 10 by promote, months12 10 by promote",
  ]);
});

it("flags a target that promises less", () => {
  expect(flags(recovery(), recovery(horizons(KEPT), "RPO 90, RTO 60"))).toEqual([
    "objective-worse kyb: target of RPO in minutes: 60 → 90",
  ]);
});

it("compares the declared size where the base has no figures by horizon", () => {
  const [old, now] = [40, 45].map((dump) => ({
    kyb: { worstRpoMinutes: { promote: 1, dump }, worstRtoMinutes: { promote: 10 } },
  }));
  expect(flags(old ?? {}, { kyb: { ...recovery().kyb, ...now?.kyb } })).toEqual([
    "objective-worse kyb: RPO by dump in minutes: at the declared size 40 → 45; target 60",
  ]);
});
