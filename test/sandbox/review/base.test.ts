import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { baseCommit, exportCommit, headName } from "../../../sandbox/review/base";
import { changedPlaces } from "../../../sandbox/review/changed-places";
import { sweep } from "../../../sandbox/review/base-state";
import { temporaryDirectory } from "../../../sandbox/servers/at-exit";

const folder = temporaryDirectory("base");
const clone = join(folder.path, "clone");
const commits: Record<string, string> = {};

function git(...args: readonly string[]): string {
  const identity = [
    "-c",
    "user.name=test",
    "-c",
    "user.email=test@example.com",
    "-c",
    "init.defaultBranch=main",
  ];
  const { status, stdout, stderr } = spawnSync("git", ["-C", clone, ...identity, ...args], {
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(stderr);
  return stdout.trim();
}

function commit(name: string): void {
  writeFileSync(join(clone, name), name);
  git("add", name);
  git("commit", "--quiet", "--message", name);
  commits[name] = git("rev-parse", "HEAD");
}

beforeAll(() => {
  mkdirSync(clone);
  git("init", "--quiet");
  commit("shared");
  git("checkout", "--quiet", "-b", "change");
  commit("mine");
  git("checkout", "--quiet", "main");
  commit("others");
  git("checkout", "--quiet", "change");
});
afterAll(() => {
  folder.remove();
});

describe("the base of a change", () => {
  it("is where it began, whatever others have merged since", () => {
    expect(baseCommit(clone, "main")).toBe(commits["shared"]);
    expect(baseCommit(clone, "HEAD")).toBe(commits["mine"]);
  });

  it("is refused where it is unknown, and where there is no repository", () => {
    expect(() => baseCommit(clone, "nowhere")).toThrow(
      "--base nowhere: no such commit here. Remedy: run `git fetch origin`, and name a branch as `origin/<branch>`.",
    );
    expect(() => baseCommit(clone, "--help")).toThrow("--base --help: no such commit here");
    expect(() => baseCommit(folder.path, "main")).toThrow("is no clone of a git repository");
  });

  it("is exported without what the working tree has", () => {
    writeFileSync(join(clone, "new"), "new");
    const target = join(folder.path, "exported");
    exportCommit(clone, commits["shared"] ?? "", target);
    expect(readdirSync(target).sort()).toEqual(["node_modules", "shared"]);
    expect(headName(clone)).toMatch(/^[0-9a-f]+ with uncommitted changes$/);
  });
});

it("finds where the working tree differs from a commit", () => {
  writeFileSync(join(clone, "shared"), "shared\nand more\n");
  rmSync(join(clone, "mine"));
  expect(changedPlaces(clone, "HEAD")).toEqual([
    { file: "shared", line: 1 },
    { file: "new", line: 1 },
  ]);
  git("checkout", "--quiet", "HEAD", ".");
});

it("removes what a killed review left, and nothing of one that runs", () => {
  const reviews = join(folder.path, "reviews");
  const { pid } = spawnSync(process.execPath, ["--version"]);
  for (const name of [`run-${pid}-a`, `run-${process.pid}-b`, "kept"])
    mkdirSync(join(reviews, name), { recursive: true });
  sweep(reviews);
  expect(readdirSync(reviews).sort()).toEqual(["kept", `run-${process.pid}-b`]);
});
