import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { preload } from "../../../sandbox/engine/language-host";
import { followNode } from "../../../sandbox/engine/program-process";
import { WarmPacks, packsOf } from "../../../sandbox/engine/warm-packs";
import { eventually, familyOf, processesWith } from "../../support/processes";
import { SOON_MILLISECONDS } from "../../support/soon";

const RUNNER = `
const loaded = Object.keys(require.cache).some((file) => file.includes("/node_modules/@pulumi/policy/"));
console.log(JSON.stringify({ argv: process.argv.slice(2), cwd: process.cwd(), loaded,
  own: process.env.OWN, gone: process.env.GONE }));
process.exitCode = 3;
`;

describe("packsOf", () => {
  it("finds the packs in every form that the CLI takes, each once", () => {
    const args = ["up", "--policy-pack", "one,/two", "--policy-pack=../three", "--policy-pack", "/two"];
    expect(packsOf(args, "/here")).toEqual(["/here/one", "/two", "/three"]);
  });

  it("finds none where none is given", () => {
    expect(packsOf(["preview", "--policy-pack-config", "x", "policies"], "/here")).toEqual([]);
  });
});

describe("a policy pack's process", () => {
  let folder: string;
  let runner: string;
  let packs: WarmPacks;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "lifeboat-warm-"));
    runner = path.join(folder, "runner.cjs");
    writeFileSync(runner, RUNNER);
    writeFileSync(path.join(folder, "PulumiPolicy.yaml"), "runtime: nodejs\n");
    symlinkSync(path.resolve(__dirname, "../../../node_modules"), path.join(folder, "node_modules"));
    packs = new WarmPacks(preload);
  });
  afterEach(() => {
    packs.discard();
    rmSync(folder, { recursive: true, force: true });
  });
  const begun = (): number => {
    const own = familyOf(process.pid);
    return processesWith("warm-pack.cjs").filter((pid) => own.includes(pid)).length;
  };
  const allEnd = (): Promise<void> => eventually(() => begun() === 0, SOON_MILLISECONDS);
  const base = { ...process.env, OWN: "before", GONE: "before" };
  const wanted = { ...process.env, OWN: "after", PULUMI_LOG_OTLP_ENDPOINT: "127.0.0.1:1" };

  it("runs the pack that it is told of, as if it had been started for it", async () => {
    packs.begin([folder], base);
    const child = packs.take(runner, { args: ["127.0.0.1:5", "."], cwd: folder, env: wanted });
    if (child === undefined) throw new Error("no process waits");
    let output = "";
    const code = await followNode(child, { onOutput: (_stream, chunk) => (output += chunk.toString()) });
    expect(code, output).toBe(3);
    expect(JSON.parse(output)).toEqual({
      argv: ["127.0.0.1:5", "."],
      cwd: folder,
      loaded: true,
      own: "after",
    });
    expect(packs.take(runner, { args: [], cwd: folder, env: wanted })).toBeUndefined();
  });

  it.each([
    ["the SDK would have read another value", { ...wanted, PULUMI_NODEJS_STACK: "dev" }],
    ["messages are wanted now", { ...wanted, LIFEBOAT_DEBUG_MESSAGES: "true" }],
  ])("is not taken where %s", async (_why, env) => {
    packs.begin([folder], base);
    expect(begun()).toBe(1);
    expect(packs.take(runner, { args: [], cwd: folder, env })).toBeUndefined();
    await allEnd();
  });

  it("is not taken in another folder, and ends when nobody takes it", async () => {
    packs.begin([folder, folder], base);
    expect(begun()).toBe(1);
    expect(packs.take(runner, { args: [], cwd: tmpdir(), env: wanted })).toBeUndefined();
    packs.discard();
    await allEnd();
  });

  it("is not started where there is no pack, and ends where the pack has no library", async () => {
    packs.begin([path.join(folder, "none")], base);
    expect(begun()).toBe(0);
    rmSync(path.join(folder, "node_modules"));
    packs.begin([folder], base);
    await allEnd();
  });
});
