import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { z } from "zod";

const ROOT = path.resolve(__dirname, "../..");
const read = (file: string): string => readFileSync(path.join(ROOT, file), "utf8");
const { version } = z.object({ version: z.string() }).parse(JSON.parse(read("package.json")));
const headings = [...read("CHANGELOG.md").matchAll(/^## (.*)$/gm)].map(([, heading = ""]) => heading);

it("the changelog begins with what is not released; each release has a version and a date, the newest first", () => {
  const [first, ...releases] = headings;
  expect(first).toBe("Unreleased");
  for (const release of releases) expect(release).toMatch(/^\d+\.\d+\.\d+ · \d{4}-\d\d-\d\d$/);
  const dates = releases.map((release) => release.split(" · ")[1] ?? "");
  expect(dates).toEqual(dates.toSorted().toReversed());
});

it("the packages have the version of the newest release", () => {
  expect(headings[1]?.split(" · ")[0]).toBe(version);
  expect(JSON.parse(read("policies/package.json"))).toMatchObject({ version });
});
