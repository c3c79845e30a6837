import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { flagId } from "../../../review/flag";
import { changedLeaves } from "../../../review/leaves";
import { exitCodeOf } from "../../../review/review";
import { temporaryDirectory } from "../../../sandbox/servers/at-exit";
import { patchCases } from "./patch-case";
import { ProgramCopy } from "./program-copy";
import { reviewed } from "./reviewed";

/** A busy machine declares four stacks in the first of them. */
const TIMEOUT_MILLISECONDS = 120_000;

const copy = new ProgramCopy();
afterAll(() => {
  copy.remove();
});

describe.each(["traps", "harmless"])("%s:", { timeout: TIMEOUT_MILLISECONDS }, (folder) => {
  it.each(patchCases(folder).map((each) => [each.title, each] as const))("%s", async (_, each) => {
    const found = await reviewed(copy, each);
    const isOther = found.stacks.some(
      ({ changes, outputs }) => changes.length > 0 || changedLeaves(outputs.before, outputs.after).length > 0,
    );
    const errors = found.stacks.flatMap((stack) => stack.errors);
    expect([...new Set(found.flags.map(flagId))].sort()).toEqual(each.flags);
    if (each.error === undefined) {
      expect(errors).toEqual([]);
      expect(isOther).toBe(true);
    } else {
      expect(errors.join("\n")).toContain(each.error);
      expect(exitCodeOf(found)).toBe(1);
    }
  });
});

it("says which patch no longer applies, and what to do", async () => {
  const folder = temporaryDirectory("stale-patch");
  const file = join(folder.path, "stale.patch");
  const [first] = patchCases("harmless");
  writeFileSync(file, readFileSync(first?.file ?? "", "utf8").replace(/^-(?!-).*$/m, "-what is not there"));
  try {
    await expect(copy.with(file, () => Promise.resolve())).rejects.toThrow(
      /stale\.patch does not apply to the sources as they are: error: patch failed: .*Remedy: make the same change/s,
    );
  } finally {
    folder.remove();
  }
});
