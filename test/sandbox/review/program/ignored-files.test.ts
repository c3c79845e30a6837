import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { ignoredFiles, linkIgnored, stampsOf } from "../../../../sandbox/review/program/ignored-files";
import { temporaryDirectory } from "../../../../sandbox/servers/at-exit";

const folder = temporaryDirectory("ignored");
const top = join(folder.path, "top");
const program = join(top, "site");

function write(path: string, text: string): void {
  mkdirSync(dirname(join(top, path)), { recursive: true });
  writeFileSync(join(top, path), text);
}

beforeAll(() => {
  write(".gitignore", "node_modules\n.cache\ndist\nbin\n*.zip\n");
  write("site/index.ts", "");
  write("site/app/handler.ts", "");
  for (const path of [
    "site/dist/page.html",
    "site/bin/index.js",
    "site/app/code.zip",
    "site/node_modules/a/b",
    "site/.cache/c",
  ])
    write(path, path);
  spawnSync("git", ["-C", top, "init", "--quiet"]);
});
afterAll(() => {
  folder.remove();
});

it("has what a build made, and neither packages, caches nor the program itself", () => {
  write("site/package.json", JSON.stringify({ main: "bin/index.js" }));
  expect(ignoredFiles(program, top)).toEqual(["site/app/code.zip", "site/dist"]);
  write("site/package.json", "{}");
  expect(ignoredFiles(program, top)).toEqual(["site/app/code.zip", "site/bin", "site/dist"]);
});

it("is linked into a commit's files, and tells one build from another", () => {
  const exported = join(folder.path, "exported");
  mkdirSync(exported);
  linkIgnored("site/dist", top, exported);
  linkIgnored("site/dist", top, exported);
  expect(readFileSync(join(exported, "site/dist/page.html"), "utf8")).toBe("site/dist/page.html");
  const before = stampsOf(["site/dist", "site/app/code.zip"], top);
  expect(before).toHaveLength(2);
  write("site/dist/page.html", "longer than it was before");
  expect(stampsOf(["site/dist", "site/app/code.zip"], top)).not.toEqual(before);
});
