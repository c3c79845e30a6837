import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { held, missing } from "./held";

const root = path.resolve(__dirname, "../..");
const ids = [...readFileSync(path.join(__dirname, "rows.md"), "utf8").matchAll(/^\| ([A-Z]+-\d+) +\|/gm)].map(
  ([, id = ""]) => id,
);

describe("the rows of the runbooks", () => {
  it("are 57, each either held or said to be missing", () => {
    expect(ids).toHaveLength(57);
    expect(new Set(ids).size).toBe(57);
    expect([...Object.keys(held), ...Object.keys(missing)].toSorted()).toEqual(ids.toSorted());
    process.stdout.write(`rows of the runbooks: ${Object.keys(held).length} of ${ids.length} hold\n`);
  });

  it.each(Object.entries(missing))("%s says what is missing", (_id, reason) => {
    expect(reason.length).toBeGreaterThan(5);
  });

  it.each(Object.entries(held))("%s is declared by files that exist", (_id, { by, declared }) => {
    expect(by).not.toBe("");
    expect(declared.filter((file) => !existsSync(path.join(root, file)))).toEqual([]);
    expect(declared).not.toEqual([]);
  });

  it.each(
    Object.entries(held).flatMap(([id, { proved }]) =>
      proved.map(([file, words]) => [id, file, words] as const),
    ),
  )("%s is proved by %s", (_id, file, words) => {
    expect(file).toMatch(/^test\/.*\.ts$/);
    expect(readFileSync(path.join(root, file), "utf8")).toContain(words);
  });
});
