import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { MARKER, makeFolder, refusal, takeOver } from "../../../sandbox/render/output-folder";
import { temporaryDirectory, type TemporaryDirectory } from "../../../sandbox/servers/at-exit";

const ROOT = join(__dirname, "..", "..", "..");
const REMEDY = "name a folder that is new, empty, or written by an earlier render";
const KEPT = "kubernetes/redis.yaml";

describe("the folder that is rendered into", () => {
  let temporary: TemporaryDirectory;
  let folder: string;
  const write = (name: string, text = "kept by hand\n"): void => {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  };

  beforeEach(() => {
    temporary = temporaryDirectory("output-folder");
    folder = join(temporary.path, "ops");
  });
  afterEach(() => {
    temporary.remove();
  });

  it("may be missing, or empty", () => {
    expect(refusal(folder)).toBeUndefined();
    mkdirSync(folder);
    expect(refusal(folder)).toBeUndefined();
  });

  it("is made with those above it, and said not to be possible where a file system makes none", () => {
    const deep = join(folder, "a", "b");
    expect(makeFolder(deep)).toBeUndefined();
    expect(existsSync(deep)).toBe(true);
    expect(makeFolder(deep)).toBeUndefined();
    expect(makeFolder("/proc/lifeboat/x")).toMatch(/^cannot be made \(ENOENT.*; name a folder/);
  });

  it("may be an earlier render's, and loses what that one wrote, nothing beside it", () => {
    mkdirSync(folder);
    takeOver(folder);
    for (const name of [KEPT, "prometheus/a.rules.yaml", "alertmanager/a.yaml", "grafana/a.json"])
      write(name, "rendered\n");
    write("notes.md");
    expect(refusal(folder)).toBeUndefined();
    takeOver(folder);
    expect(readdirSync(folder)).toEqual([MARKER, "notes.md"]);
    expect(refusal(folder)).toBeUndefined();
  });

  it.each([
    ["a folder of a rendered name", [KEPT], "kubernetes"],
    ["files of another name", ["d", "c", "b/x", "a"], "a, b, c, …"],
    ["a foreign file with the name of what is rendered", ["resources.json"], "resources.json"],
    ["a foreign file with the marker's name", [MARKER, KEPT], `${MARKER}, kubernetes`],
  ])("is refused where it holds %s", (_what, names, shown) => {
    for (const name of names) write(name);
    expect(refusal(folder)).toBe(`holds what no render wrote (${shown}); ${REMEDY}`);
  });

  it("is refused where it is a file", () => {
    write("../ops");
    expect(refusal(folder)).toBe(`is no folder; ${REMEDY}`);
  });

  it("that is refused ends the command with 2 before anything is previewed or removed", () => {
    write(KEPT);
    const command = ["--import", "tsx", "sandbox/render/main.ts", "--stack", "prod", "--out", folder];
    const ended = spawnSync(process.execPath, command, { cwd: ROOT, encoding: "utf8" });
    expect(ended.stderr).toBe(
      `render: --out ${folder}: holds what no render wrote (kubernetes); ${REMEDY}\n`,
    );
    expect(ended.status).toBe(2);
    expect(readFileSync(join(folder, KEPT), "utf8")).toBe("kept by hand\n");
    expect(existsSync(join(folder, MARKER))).toBe(false);
  });
});
