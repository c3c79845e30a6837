import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { eventually, isAlive } from "../../support/processes";
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

/** Starts a command on the program that never ends, and waits until it runs. Gives its process id. */
async function startWaiting(...command: readonly string[]): Promise<number> {
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
      ...command,
      "--stack",
      "dev",
      "--non-interactive",
    ],
    { env: { ...process.env, LIFEBOAT_FIXTURE_PID: file }, stdio: ["ignore", "pipe", "pipe"] },
  );
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding("utf8").on("data", (chunk: string) => (output += chunk));
  }
  const program = (): number => (existsSync(file) ? Number(readFileSync(file, "utf8")) : 0);
  await eventually(() => program() > 0, 60_000).catch((error: unknown) => {
    throw new Error(`the program did not start: ${output}`, { cause: error });
  });
  expect(isAlive(program())).toBe(true);
  return program();
}

/** Gives the exit code after Ctrl-C. */
async function interrupt(): Promise<number | null> {
  const ended = new Promise<number | null>((resolve) => child?.once("close", resolve));
  child?.kill("SIGINT");
  return ended;
}

describe("an interrupt", () => {
  it("cancels the engine, shows what the program said, and leaves no process", async () => {
    const program = await startWaiting("preview");
    expect(await interrupt()).not.toBe(0);
    expect(output).toContain("waiting for an interrupt");
    expect(output).not.toMatch(/panic|TypeError|terminating immediately/);
    await eventually(() => !isAlive(program));
  });

  it("keeps in the state what an update had made", async () => {
    await startWaiting("up", "--yes", "--skip-preview");
    const state = join(folder, "sandbox", "state", ".pulumi", "stacks", "fixture-waiting", "dev.json");
    expect(readFileSync(state, "utf8")).not.toContain("::kept");
    expect(await interrupt()).not.toBe(0);
    expect(readFileSync(state, "utf8")).toContain("aws:s3/bucket:Bucket::kept");
  });

  it("leaves no process even when this one is killed", async () => {
    const program = await startWaiting("preview");
    child?.kill("SIGKILL");
    await eventually(() => !isAlive(program), 30_000);
  });
});
