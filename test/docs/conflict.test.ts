import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";

const root = join(__dirname, "..", "..");
/** What a merge leaves where two sides differ; a formatter takes the last for quotes in quotes, and puts blanks between. */
const MARK = /^(?:<{7} |={7}$|>{7} |(?:> ){6}>)/m;

it("finds what a merge or a formatter leaves", () => {
  for (const mark of [
    "<".repeat(7) + " HEAD",
    "=".repeat(7),
    ">".repeat(7) + " other",
    "> ".repeat(7) + "other",
  ])
    expect(`text\n${mark}\ntext`).toMatch(MARK);
});

it("no file holds two sides of a merge", () => {
  const files = execFileSync("git", ["ls-files", "-z"], { cwd: root, encoding: "utf8" }).split("\0");
  expect(files.length).toBeGreaterThan(100);
  const both = files.filter((file) => file !== "" && MARK.test(readFileSync(join(root, file), "utf8")));
  expect(both).toEqual([]);
});
