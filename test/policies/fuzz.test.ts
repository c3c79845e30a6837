import { describe, expect, it } from "vitest";
import { rules } from "../../policies/rules";
import { Input } from "../../policies/support/input/input";
import { expanded } from "../../policies/support/input/listed";
import type { Subject } from "../../policies/support/input/subject";
import { concerns } from "../../policies/support/policy";
import type { Rule } from "../../policies/support/rule";
import { foundAlarms, foundDangers } from "./corpus/found";
import { alarms, dangers } from "./corpus";
import { judge, resource } from "./support/cases";
import { declaredStack } from "./support/declared-stacks";
import { damaged, fields, random } from "./support/fuzz";

const SEED = 20_261_202;
/** Resources made up for each type of a rule, and damaged ones for each that is recorded. */
const MADE_UP = 4;
const SHARES = [0.02, 0.15];

/** A type for a pattern such as `kubernetes:*`. */
const typeOf = (token: string): string => token.replace(/\*$/, "core/v1:ConfigMap");

/** What a rule throws on some resources; undefined if it judges them. */
function crash(rule: Rule, subjects: readonly Subject[]): string | undefined {
  try {
    judge(rule, subjects);
    return undefined;
  } catch (error) {
    return `${rule.name}: ${String(error)} ${error instanceof Error ? (error.stack ?? "").split("\n")[1] : ""}`;
  }
}

const known: readonly Subject[] = [dangers, alarms, foundDangers, foundAlarms]
  .flatMap((corpus) => Object.values(corpus).flat())
  .flatMap(({ given }) => given);

/** One of each type of the stacks, because many are alike. */
const recorded = [...new Map(declaredStack("prod").map((one) => [one.type, one])).values()];

describe("a rule", () => {
  it("judges resources whose inputs are any JSON", () => {
    const next = random(SEED);
    const crashes = rules.flatMap((rule) => {
      const made = rule.types.flatMap((token, index) =>
        Array.from({ length: MADE_UP }, (_, copy) =>
          resource(typeOf(token), `it-${index}-${copy}`, fields(next), { protect: next() < 0.5 }),
        ),
      );
      return crash(rule, made) ?? [];
    });
    expect(crashes).toEqual([]);
  });

  it.each(SHARES)("judges resources of which a share of %d is damaged", (share) => {
    const next = random(SEED + share);
    const hurt = [...recorded, ...known].flatMap(expanded).map((sound) => ({
      ...sound,
      inputs: new Input(damaged(sound.inputs.value, next, share)),
    }));
    const crashes = rules.flatMap(
      (rule) =>
        crash(
          rule,
          hurt.filter(({ type }) => concerns(rule, type)),
        ) ?? [],
    );
    expect(crashes).toEqual([]);
  });

  it("judges nothing, and resources without inputs", () => {
    const bare = (type: string): Subject => ({ ...resource(type, "it", {}), inputs: new Input(null) });
    expect(
      rules.flatMap((rule) =>
        [crash(rule, []) ?? [], crash(rule, rule.types.map(typeOf).map(bare)) ?? []].flat(),
      ),
    ).toEqual([]);
  });
});
