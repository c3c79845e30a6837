import { spawnSync } from "node:child_process";
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { programBundle } from "../../../sandbox/engine/program-bundle";

const PRELOAD = path.resolve(__dirname, "../../../sandbox/engine/program-preload.cjs");
const POSITIONS = require.resolve("source-map-support/register");
/** Long before any bundle is made. */
const SOURCE_DATE = new Date("2026-01-01T00:00:00Z");
const FILES: Readonly<Record<string, string>> = {
  "package-lock.json": "{}",
  "index.ts": `
    import { besides } from "./part/besides";
    import plain = require("plain");
    console.log(besides(), plain, process.env["LIFEBOAT_BUNDLE"], loaded("tsx"));
    function loaded(name: string): boolean {
      return Object.keys(require.cache).some((file) => file.includes("/node_modules/" + name + "/"));
    }
  `,
  "part/besides.ts": `import { readFileSync } from "node:fs";
import { basename, join } from "node:path";

/** Text of the file beside. */
export function besides(): string {
  return readFileSync(join(__dirname, "besides.txt"), "utf8") + basename(__filename);
}
`,
  "part/besides.txt": "words of ",
  "throws.ts": `
    enum Word { Sunk = "sunk" }
    function sink(word: Word): never { throw new Error(word); }
    sink(Word.Sunk);
  `,
  "asks-late.ts": `
    const name = "./part/" + "late";
    console.log(require(name).late, require("es-" + "only").es);
  `,
  "part/late.ts": `export const late: string = "late";`,
  "wrong.ts": `export const = 1;`,
  "missing.ts": `import { gone } from "./gone"; console.log(gone);`,
  "node_modules/plain/package.json": `{ "main": "plain.js" }`,
  "node_modules/plain/plain.js": `module.exports = "plain";`,
  "node_modules/es-only/package.json": `{ "type": "module", "exports": "./es.js" }`,
  "node_modules/es-only/es.js": `export const es = "es";`,
};

describe("a program's bundle", () => {
  let folder: string;
  const file = (name: string): string => path.join(folder, name);
  const write = (name: string, text: string, at = SOURCE_DATE): void => {
    mkdirSync(path.dirname(file(name)), { recursive: true });
    writeFileSync(file(name), text);
    utimesSync(file(name), at, at);
  };
  const bundle = (entry: string): Promise<string | undefined> =>
    programBundle(file(entry), file("build"), file("package-lock.json"));
  /** Marks a bundle of index.ts. @returns whether the next call makes it anew */
  const marked = async (): Promise<() => Promise<boolean>> => {
    const made = (await bundle("index.ts")) ?? "";
    const text = `${readFileSync(made, "utf8")} `;
    writeFileSync(made, text);
    return async () => {
      expect(await bundle("index.ts")).toBe(made);
      return readFileSync(made, "utf8") !== text;
    };
  };
  const run = async (entry: string): Promise<string> => {
    const environment = {
      LIFEBOAT_PROGRAM: file(entry),
      LIFEBOAT_BUNDLE: await bundle(entry),
      LIFEBOAT_LOADER: require.resolve("tsx/cjs"),
    };
    const args = ["--require", PRELOAD, "--require", POSITIONS, file(entry)];
    const ended = spawnSync(process.execPath, args, {
      encoding: "utf8",
      env: { ...process.env, ...environment },
    });
    return `${ended.stdout}${ended.stderr}`;
  };

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "lifeboat-bundle-"));
    for (const [name, text] of Object.entries(FILES)) write(name, text);
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it("runs without a loader, finds what lies beside its sources, and hides what started it", async () => {
    expect(await run("index.ts")).toBe("words of besides.ts plain undefined false\n");
  });

  it("names the source's line where something is thrown", async () => {
    const output = await run("throws.ts");
    expect(output).toContain(`${file("throws.ts")}:3`);
    expect(output).toMatch(/at sink \(.*throws\.ts:3:46\)/);
    expect(output).toMatch(/at .*throws\.ts:4:5\)?\n/);
  });

  it("loads the loader for a source that is asked for late, and for a package of ES modules", async () => {
    expect(await run("asks-late.ts")).toBe("late es\n");
  });

  it("is made once, by one file", async () => {
    const madeAnew = await marked();
    expect(await madeAnew()).toBe(false);
    expect(readdirSync(file("build"))).toEqual([path.basename((await bundle("index.ts")) ?? "")]);
  });

  it.each([
    ["changed", "part/besides.txt", false],
    ["changed", "part/besides.ts", true],
    ["put back, older than it was", "part/besides.ts", true],
    ["changed", "package-lock.json", true],
  ])("after a file was %s: %s, is made anew: %s", async (what, name, anew) => {
    const madeAnew = await marked();
    const at = what === "changed" ? new Date("2026-02-02T00:00:00Z") : new Date("2025-01-01T00:00:00Z");
    utimesSync(file(name), at, at);
    expect(await madeAnew()).toBe(anew);
  });

  it("is made anew where a source changed while it was read", async () => {
    const soon = new Date(Date.now() + 60_000);
    utimesSync(file("index.ts"), soon, soon);
    const madeAnew = await marked();
    expect(await madeAnew()).toBe(true);
  });

  it.each(["wrong.ts", "missing.ts"])("leaves %s to the loader, which says what is wrong", async (entry) => {
    expect(await bundle(entry)).toBeUndefined();
    expect(readdirSync(folder)).not.toContain("build");
  });
});
