import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { fixture } from "./temporary-sandbox";

let folder: string;
let child: ChildProcess | undefined;
let output: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "lifeboat-interrupt-"));
  output = "";
});
afterEach(() => {
  child?.kill("SIGKILL");
  rmSync(folder, { recursive: true, force: true });
});

/** Starts a preview of the program that never ends, and waits until it runs. Gives its process id. */
async function startWaiting(): Promise<number> {
  const file = join(folder, "pid");
  const script = join(fixture("."), "run-fixture.ts");
  child = spawn(
    process.execPath,
    [
      "--require",
      "tsx/cjs",
      script,
      fixture("waiting"),
      join(folder, "sandbox"),
      "preview",
      "--stack",
      "dev",
      "--non-interactive",
    ],
    { env: { ...process.env, LIFEBOAT_FIXTURE_PID: file }, stdio: ["ignore", "pipe", "pipe"] },
  );
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding("utf8").on("data", (chunk: string) => (output += chunk));
  }
  const program = await until(() =>
    existsSync(file) ? Number(readFileSync(file, "utf8")) || undefined : undefined,
  );
  expect(isAlive(program)).toBe(true);
  return program;
}

async function until<Result>(look: () => Result | undefined, seconds = 60): Promise<Result> {
  for (let waited = 0; waited < seconds * 20; waited++) {
    const found = look();
    if (found !== undefined) return found;
    await sleep(50);
  }
  throw new Error(`not within ${seconds} s: ${output}`);
}

function isAlive(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch {
    return false;
  }
}

describe("an interrupt", () => {
  it("cancels the engine, shows what the program said, and leaves no process", async () => {
    const program = await startWaiting();
    const ended = new Promise<number | null>((resolve) => child?.once("close", resolve));
    child?.kill("SIGINT");
    expect(await ended).not.toBe(0);
    expect(output).toContain("waiting for an interrupt");
    expect(output).not.toMatch(/panic|TypeError|terminating immediately/);
    await until(() => (isAlive(program) ? undefined : true), 10);
  });

  it("leaves no process even when this one is killed", async () => {
    const program = await startWaiting();
    child?.kill("SIGKILL");
    await until(() => (isAlive(program) ? undefined : true), 30);
  });
});
