import type { Flag } from "./flag";
import type { StackReview } from "./stack-review";
import { at, fieldsOf, numberOf, textOf } from "./value";

const PROMISES = ["RPO", "RTO"] as const;
type PromiseName = (typeof PROMISES)[number];

/** Minutes by engine, the one that the promise is held against first. */
type ByEngine = ReadonlyMap<string, number>;

/** What a stack's output `recovery` says of a service. */
interface Recovery {
  /** Figures by horizon of the capacity plan, nearest first. */
  readonly horizons: ReadonlyMap<string, Readonly<Record<PromiseName, ByEngine>>>;
  readonly targets: Readonly<Record<PromiseName, number | undefined>>;
}

const numbers = (value: unknown): ByEngine =>
  new Map(
    Object.entries(fieldsOf(value)).flatMap(([name, minutes]) => {
      const number = numberOf(minutes);
      return number === undefined ? [] : [[name, number] as const];
    }),
  );

/** `RPO promote 1.1, dump 40; RTO promote 10`, read. */
function byPromise(text: string): Readonly<Record<PromiseName, ByEngine>> {
  const of = (promise: PromiseName): ByEngine => {
    const part = text.split("; ").find((each) => each.startsWith(`${promise} `)) ?? "";
    const pairs = [...part.slice(promise.length).matchAll(/([\w-]+) ([\d.]+)/g)];
    return new Map(pairs.map(([, engine = "", minutes]) => [engine, Number(minutes)]));
  };
  return { RPO: of("RPO"), RTO: of("RTO") };
}

const targetOf = (text: string | undefined, promise: PromiseName): number | undefined =>
  numberOf(new RegExp(`${promise} ([\\d.]+)`).exec(text ?? "")?.[1]);

/** @param isByHorizon false where one side is older than figures by horizon: then both have the worst of the declared size */
function recoveryOf(output: unknown, isByHorizon: boolean): Recovery {
  const targets = textOf(at(output, "targetMinutes"));
  const declared = {
    RPO: numbers(at(output, "worstRpoMinutes")),
    RTO: numbers(at(output, "worstRtoMinutes")),
  };
  const horizons = Object.entries(fieldsOf(at(output, "horizonMinutes")));
  return {
    horizons: new Map(
      isByHorizon
        ? horizons.map(([horizon, text]) => [horizon, byPromise(textOf(text) ?? "")] as const)
        : [["at the declared size", declared] as const],
    ),
    targets: { RPO: targetOf(targets, "RPO"), RTO: targetOf(targets, "RTO") },
  };
}

const shown = (minutes: number | undefined): string =>
  minutes === undefined ? "not possible" : String(minutes);

/** A figure that is worse at some horizon, with all horizons. */
function worsened(before: Recovery, after: Recovery, promise: PromiseName, engine: string): string[] {
  const figures = [...before.horizons].map(([horizon, old]) => ({
    horizon,
    from: old[promise].get(engine),
    to: after.horizons.get(horizon)?.[promise].get(engine),
  }));
  const isWorse = figures.some(({ from, to }) => from !== undefined && (to === undefined || to > from));
  if (!isWorse) return [];
  const all = figures.map(({ horizon, from, to }) => `${horizon} ${shown(from)} → ${shown(to)}`).join(", ");
  const target = after.targets[promise];
  return [`${promise} by ${engine} in minutes: ${all}${target === undefined ? "" : `; target ${target}`}`];
}

/** Horizons at which a target is missed, with the figure. */
function missed(of: Recovery | undefined, promise: PromiseName): ReadonlyMap<string, string> {
  const target = of?.targets[promise];
  return new Map(
    [...(of?.horizons ?? [])].flatMap(([horizon, figures]) => {
      const [first] = figures[promise];
      if (first === undefined || target === undefined || first[1] <= target) return [];
      return [[horizon, `${horizon} ${first[1]} by ${first[0]}`] as const];
    }),
  );
}

function newlyMissed(before: Recovery | undefined, after: Recovery, promise: PromiseName): string[] {
  const known = missed(before, promise);
  const found = [...missed(after, promise)]
    .filter(([horizon]) => !known.has(horizon))
    .map(([, text]) => text);
  return found.length === 0
    ? []
    : [`${promise} misses its target of ${shown(after.targets[promise])} minutes: ${found.join(", ")}`];
}

function loosened(before: Recovery, after: Recovery, promise: PromiseName): string[] {
  const [from, to] = [before.targets[promise], after.targets[promise]];
  return from === undefined || to === undefined || to <= from
    ? []
    : [`target of ${promise} in minutes: ${from} → ${to}`];
}

/** Services that are recovered later, or with more loss, than before or than they promise, from the output `recovery`. */
export function objectiveFlags({ stack, outputs }: StackReview): readonly Flag[] {
  const old = fieldsOf(outputs.before["recovery"]);
  const now = fieldsOf(outputs.after["recovery"]);
  return Object.keys(now).flatMap((service) => {
    const was = old[service];
    const isByHorizon = [was ?? now[service], now[service]].every(
      (each) => at(each, "horizonMinutes") !== undefined,
    );
    const after = recoveryOf(now[service], isByHorizon);
    const before = was === undefined ? undefined : recoveryOf(was, isByHorizon);
    const flag = (rule: string, remedy: string) => (why: string) => ({
      rule,
      kind: "recovery" as const,
      stack,
      resource: service,
      why,
      remedy,
    });
    const worse = PROMISES.flatMap((promise) => {
      if (before === undefined) return [];
      const engines = new Set([...before.horizons.values()].flatMap((each) => [...each[promise].keys()]));
      return [
        ...[...engines].flatMap((engine) => worsened(before, after, promise, engine)),
        ...loosened(before, after, promise),
      ];
    });
    return [
      ...worse.map(flag("objective-worse", "docs/recovery.md has the sum, and which part of it to shorten")),
      ...PROMISES.flatMap((promise) => newlyMissed(before, after, promise)).map(
        flag(
          "objective-missed",
          "shorten the longest part of the sum (docs/recovery.md), or promise what can be kept",
        ),
      ),
    ];
  });
}
