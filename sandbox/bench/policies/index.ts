import { rules } from "../../../policies/rules";
import { attempt } from "../../../policies/support/input/finding";
import { Stack, type Subject } from "../../../policies/support/input/subject";
import { concerns } from "../../../policies/support/policy";
import type { Rule } from "../../../policies/support/rule";
import { interleave, type Way } from "../interleave";
import type { Comparison, PartResult } from "../part";
import { copies, stackOf } from "./stack";

/** Resources of the smaller stack, and how many times as many the larger one has. */
const RESOURCES = 1000;
const TIMES = 4;
const SIZES = [RESOURCES, RESOURCES * TIMES] as const;
/** Most that four times the resources may take, in times of the few. */
const TARGET = 5;
/** Judgements of which the fastest counts, and the least processor time that they take together, in seconds. */
const JUDGEMENTS = 5;
const LEAST_SECONDS = 0.05;

function judge(rule: Rule, subjects: readonly Subject[]): number {
  if ("checkStack" in rule) return [...rule.checkStack(new Stack(subjects), {})].length;
  return subjects.flatMap((one) => [...attempt(one, () => rule.check(one, {}))]).length;
}

/** Processor time of a judgement, in seconds: of some the least, because collecting garbage falls on any. */
function secondsOf(rule: Rule, subjects: readonly Subject[]): number {
  const times: number[] = [];
  for (let total = 0; times.length < JUDGEMENTS || total < LEAST_SECONDS;) {
    const begin = process.cpuUsage();
    judge(rule, subjects);
    const { user, system } = process.cpuUsage(begin);
    // The clock's step is a microsecond.
    const seconds = Math.max(1, user + system) / 1e6;
    times.push(seconds);
    total += seconds;
  }
  return Math.min(...times);
}

/**
 * The processor time of each rule on prod's resources, repeated under other names, and on four times as many.
 * @param rounds rounds that count
 */
export async function benchPolicies(rounds: number, tell: (line: string) => void): Promise<PartResult> {
  const [few, many] = SIZES;
  const base = stackOf(few);
  const stacks = [
    { size: few, resources: base },
    { size: many, resources: copies(base, TIMES) },
  ];
  const seen = rules.filter((rule) => base.some(({ type }) => concerns(rule, type)));
  const name = (rule: Rule, size: number): string => `${rule.name}, ${size}`;
  const ways = seen.flatMap((rule) =>
    stacks.map(({ size, resources }): Way => {
      const subjects = resources.filter(({ type }) => concerns(rule, type));
      return {
        name: name(rule, size),
        run: () =>
          Promise.resolve({
            seconds: secondsOf(rule, subjects),
            peakRssBytes: process.memoryUsage().rss,
            diskBytes: undefined,
            scratchBytes: undefined,
          }),
      };
    }),
  );
  const comparisons = seen.map((rule): Comparison => ({
    way: name(rule, many),
    by: name(rule, few),
    target: TARGET,
  }));
  const left = rules.length - seen.length;
  return {
    title: `Policies: each rule on ${SIZES.join(" and ")} resources`,
    facts: [
      "Processor time of the rule alone, without the engine's and the SDK's decoding.",
      `${left} rules are on kinds that prod does not declare: none of them compares resources.`,
    ],
    runs: await interleave(ways, rounds, tell),
    comparisons,
    limits: [],
  };
}
