import { describe, expect, it } from "vitest";
import { harmless } from "./harmless";
import { flagged } from "./scene";
import { traps } from "./traps";

describe("a change that hurts has exactly its flags:", () => {
  it.each(traps.map((each) => [each.title, each] as const))("%s", async (_, each) => {
    expect(await flagged(each)).toEqual(each.flags);
  });
});

describe("a change that cannot hurt has none:", () => {
  it.each(harmless.map((each) => [each.title, each] as const))("%s", async (_, each) => {
    expect(await flagged(each)).toEqual([]);
  });
});
