import { spawn, spawnSync } from "node:child_process";
import { existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { withLock } from "../../../sandbox/engine/build-lock";
import { processStat } from "../../../sandbox/engine/process-group";
import { temporaryDirectory, type TemporaryDirectory } from "../../../sandbox/servers/at-exit";

let folder: TemporaryDirectory;
let waited: number[];
const onWait = (owner: number): number => waited.push(owner);
const lock = (): string => join(folder.path, "made", "lock");

beforeEach(() => {
  folder = temporaryDirectory("lock");
  waited = [];
});
afterEach(() => {
  vi.restoreAllMocks();
  folder.remove();
});

describe("a lock", () => {
  it("is held by one at a time, and the next reports once which process it waits for", async () => {
    const steps: string[] = [];
    const work = (name: string) => async (): Promise<string> => {
      steps.push(`${name} begins`);
      // Longer than a waiting one takes to look twice.
      await sleep(600);
      steps.push(`${name} ends`);
      return name;
    };
    const both = [withLock(lock(), onWait, work("one")), withLock(lock(), onWait, work("other"))];
    expect(await Promise.all(both)).toEqual(["one", "other"]);
    expect(steps).toEqual(["one begins", "one ends", "other begins", "other ends"]);
    expect(waited).toEqual([process.pid]);
  });

  it("is free again when the work fails, and leaves no file", async () => {
    const failing = withLock(lock(), onWait, () => Promise.reject(new Error("out of disk")));
    await expect(failing).rejects.toThrow("out of disk");
    expect(readdirSync(join(folder.path, "made"))).toEqual([]);
  });

  it.each([
    ["a process that has ended", () => String(spawnSync("true").pid)],
    ["nobody", () => "what is this"],
    ["a process whose id has come again for another one", () => `${process.pid} 1`],
  ])("of %s is taken over", async (_whose, content) => {
    const file = join(folder.path, "lock");
    writeFileSync(file, content());
    expect(await withLock(file, onWait, () => Promise.resolve(existsSync(file)))).toBe(true);
    expect(waited).toEqual([]);
  });

  // Without it: from another version, or where the system does not tell.
  it.each([
    ["with its start", (pid: number) => processStat(pid)?.startedAt ?? ""],
    ["without its start", () => ""],
  ])("of a process that lives, %s, is waited for", async (_how, startOf) => {
    const file = join(folder.path, "lock");
    const owner = spawn("sleep", ["60"]);
    const pid = owner.pid ?? 0;
    writeFileSync(file, `${pid} ${startOf(pid)}`.trim());
    const kill = (): boolean => owner.kill("SIGKILL");
    const waiting = (whom: number): void => {
      onWait(whom);
      setTimeout(kill, 300);
    };
    try {
      expect(await withLock(file, waiting, () => Promise.resolve(owner.killed))).toBe(true);
      expect(waited).toEqual([pid]);
    } finally {
      kill();
    }
  });

  it("of another user's process is waited for until it is free", async () => {
    const file = join(folder.path, "lock");
    const content = `${process.pid} ${processStat(process.pid)?.startedAt ?? ""}`;
    writeFileSync(file, content);
    vi.spyOn(process, "kill").mockImplementation(() => {
      throw Object.assign(new Error("kill EPERM"), { code: "EPERM" });
    });
    const begun = vi.fn(() => Promise.resolve());
    const done = withLock(file, onWait, begun);
    await sleep(300);
    expect(begun).not.toHaveBeenCalled();
    expect(readFileSync(file, "utf8")).toBe(content);
    rmSync(file);
    await done;
    expect(waited).toEqual([process.pid]);
  });

  it("that cannot be made at all is an error, no wait", async () => {
    const file = join(folder.path, "long".repeat(80));
    await expect(withLock(file, onWait, () => Promise.resolve())).rejects.toThrow("ENAMETOOLONG");
  });
});
