import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { temporaryDirectory } from "../../sandbox/servers/at-exit";

const PROGRAM = join(__dirname, "../../.ci/report.mjs");

interface Result {
  readonly file: string;
  readonly passed: number;
  readonly failures: readonly { readonly title: string; readonly message: string }[];
}

const result = (file: string, passed: number, ...titles: readonly string[]): Result => ({
  file,
  passed,
  failures: titles.map((title) => ({ title: `${file} > ${title}`, message: `Error: ${title}` })),
});
const SOUND = result("test/lib/cron.test.ts", 7);
const ONE = "test/proof/one.real.test.ts";
const TWO = "test/infra/two.real.test.ts";
const THREE = "test/infra/three.real.test.ts";

describe("the reports of the gate's tests", () => {
  const folder = temporaryDirectory("report");
  afterAll(() => {
    folder.remove();
  });

  /** What the program prints of one or two runs; a run without a report is given as null. */
  function say(what: string, ...runs: readonly (readonly Result[] | null)[]): string {
    const files = runs.map((run, index) => {
      const file = join(folder.path, run === null ? "missing" : `${index}.json`);
      if (run !== null) writeFileSync(file, JSON.stringify({ outside: [], files: run }));
      return file;
    });
    return execFileSync(process.execPath, [PROGRAM, what, ...files], { encoding: "utf8" }).trim();
  }

  it("count a file by its second run, and name what failed before", () => {
    const first = [SOUND, result(ONE, 2, "a", "b")];
    expect(say("again", first)).toBe(ONE);
    expect(say("counts", first)).toBe("9 2");
    expect(say("counts", first, [result(ONE, 4)])).toBe("11 0");
    const told = say("tell", first, [result(ONE, 4)]);
    expect(told).toContain(`--- failed once, and passed by itself: ${ONE} > a\nError: a`);
    expect(told).not.toContain("--- failed:");
  });

  it("count what fails twice, or fails the second time alone, as failed", () => {
    const first = [SOUND, result(ONE, 3, "a")];
    expect(say("counts", first, [result(ONE, 3, "c")])).toBe("10 1");
    expect(say("tell", first, [result(ONE, 3, "c")])).toBe(`--- failed: ${ONE} > c\nError: c`);
  });

  it("keep the first run where the second ran less than it, or has no report", () => {
    const first = [SOUND, result(ONE, 3, "a")];
    for (const second of [[], [result(ONE, 1)], null]) {
      expect(say("counts", first, second)).toBe("10 1");
      expect(say("tell", first, second)).toBe(`--- failed: ${ONE} > a\nError: a`);
    }
    expect(say("counts", null, null)).toBe("");
  });

  it.each([
    ["nothing failed", [SOUND]],
    ["a unit test failed", [result(ONE, 1, "a"), result(SOUND.file, 6, "b")]],
    ["three files failed", [ONE, TWO, THREE].map((file) => result(file, 1, "a"))],
  ])("name no file to run again where %s", (_, first) => {
    expect(say("again", first)).toBe("");
  });
  it("name two files to run again", () => {
    expect(say("again", [result(ONE, 1, "a"), SOUND, result(TWO, 0, "b")])).toBe(`${ONE}\n${TWO}`);
  });
});
