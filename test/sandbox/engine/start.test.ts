import { spawnSync } from "node:child_process";
import {
  appendFileSync,
  cpSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { temporaryDirectory, type TemporaryDirectory } from "../../../sandbox/servers/at-exit";

const ROOT = join(__dirname, "..", "..", "..");
const ENGINE = join("sandbox", "engine");
/** What the starter itself consists of. */
const STARTER = ["start.mjs", "bundle.cjs"];
/** Long before any bundle is made. */
const SOURCE_DATE = new Date("2026-01-01T00:00:00Z");
const CATALOG = "infra/catalog/index.ts";
const FILES: Readonly<Record<string, string>> = {
  "package-lock.json": "{}",
  [CATALOG]: `export const secrets: readonly string[] = ["API_KEY"];`,
  "infra/catalog/unused.ts": "export const unused = true;",
  "sandbox/providers/codec.cjs": `exports.codec = "codec";`,
  "sandbox/engine/values.ts": `export { secrets } from "../../infra/catalog";`,
  "sandbox/engine/entry.ts": `
    import { codec } from "../providers/codec.cjs";
    import { secrets } from "./values";
    console.log(secrets.join(), codec, process.argv.slice(2).join());
  `,
  "sandbox/engine/other.ts": `console.log("other");`,
};

describe("the starter of the sandbox", () => {
  let folder: TemporaryDirectory;
  const file = (name: string): string => join(folder.path, name);
  const write = (name: string, text: string): void => {
    mkdirSync(dirname(file(name)), { recursive: true });
    writeFileSync(file(name), text);
    utimesSync(file(name), SOURCE_DATE, SOURCE_DATE);
  };
  const start = (entry: string, ...args: readonly string[]): string => {
    const { stdout, stderr } = spawnSync(
      process.execPath,
      [file(join(ENGINE, "start.mjs")), entry, ...args],
      { encoding: "utf8" },
    );
    return `${stdout}${stderr}`;
  };
  const bundle = (): string => file(".sandbox/build/entry.cjs");
  /** Marks the bundle of entry.ts. @returns whether the next start makes it anew */
  const marked = (): (() => boolean) => {
    start("entry");
    const text = `console.log("kept");${readFileSync(bundle(), "utf8")}`;
    writeFileSync(bundle(), text);
    return () => !start("entry").startsWith("kept");
  };

  beforeEach(() => {
    folder = temporaryDirectory("start");
    for (const [name, text] of Object.entries(FILES)) write(name, text);
    for (const name of STARTER) cpSync(join(ROOT, ENGINE, name), file(join(ENGINE, name)));
    symlinkSync(join(ROOT, "node_modules"), file("node_modules"));
  });
  afterEach(() => {
    folder.remove();
  });

  it("runs an entry with its arguments, from a bundle that is one file and made once", () => {
    expect(start("entry", "up", "--yes")).toBe("API_KEY codec up,--yes\n");
    expect(readdirSync(file(".sandbox/build"))).toEqual(["entry.cjs"]);
    expect(marked()()).toBe(false);
  });

  it("runs what the catalog says now", () => {
    start("entry");
    writeFileSync(file(CATALOG), `export const secrets: readonly string[] = ["API_KEY", "MAIL_TOKEN"];`);
    expect(start("entry")).toBe("API_KEY,MAIL_TOKEN codec \n");
  });

  it.each([
    ["changed", CATALOG, true],
    ["changed", "sandbox/engine/values.ts", true],
    ["changed", "sandbox/providers/codec.cjs", true],
    ["changed", "package-lock.json", true],
    ["changed", "sandbox/engine/start.mjs", true],
    ["put back, older than it was", CATALOG, true],
    ["changed", "infra/catalog/unused.ts", false],
    ["changed", "sandbox/engine/other.ts", false],
  ])("after a file was %s: %s, makes the bundle anew: %s", (what, name, anew) => {
    const madeAnew = marked();
    const at = what === "changed" ? new Date("2026-02-02T00:00:00Z") : new Date("2025-01-01T00:00:00Z");
    utimesSync(file(name), at, at);
    expect(madeAnew()).toBe(anew);
  });

  it("makes it anew after a source has gone, and says what is missing", () => {
    start("entry");
    rmSync(file("sandbox/providers/codec.cjs"));
    expect(start("entry")).toContain('Could not resolve "../providers/codec.cjs"');
  });

  it.each([
    ["without a record", () => ""],
    ["with a record cut short", (text: string) => text.slice(0, -10)],
  ])("makes a bundle %s anew", (_how, cut) => {
    start("entry");
    writeFileSync(bundle(), cut(readFileSync(bundle(), "utf8")));
    expect(start("entry")).toBe("API_KEY codec \n");
  });

  it("goes by the copy's sources in a copy of the repository", () => {
    start("entry");
    const copy = temporaryDirectory("start-copy");
    try {
      cpSync(folder.path, copy.path, { recursive: true, preserveTimestamps: true, verbatimSymlinks: true });
      appendFileSync(join(copy.path, CATALOG), `console.log("the copy's");`);
      const { stdout } = spawnSync(process.execPath, [join(copy.path, ENGINE, "start.mjs"), "entry"], {
        encoding: "utf8",
      });
      expect(stdout).toBe("the copy's\nAPI_KEY codec \n");
    } finally {
      copy.remove();
    }
  });
});
