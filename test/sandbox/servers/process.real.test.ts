import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { temporaryDirectory, type TemporaryDirectory } from "../../../sandbox/servers/at-exit";
import { startServer } from "../../../sandbox/servers/process";
import { describeReal } from "../../support/describe-real";
import { eventually, processesWith } from "../../support/processes";

const REPOSITORY = path.resolve(__dirname, "../../..");
let directory: TemporaryDirectory;
beforeEach(() => {
  directory = temporaryDirectory("test");
});
afterEach(() => {
  directory.remove();
});

/** Name of a process's program; undefined when it has ended since it was listed. */
function programOf(pid: number): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/comm`, "utf8").trim();
  } catch {
    return undefined;
  }
}

/** Processes that sleep, not those that are about to. */
const asleep = (seconds: string): number[] =>
  processesWith(`sleep ${seconds}`).filter((pid) => programOf(pid) === "sleep");

/** A "server": two sleeping processes, ready at once. */
function sleepers(seconds: string, extra: Partial<Parameters<typeof startServer>[0]> = {}) {
  return startServer({
    name: "sleepers",
    command: ["/bin/bash", "-c", `echo hello from the log; sleep ${seconds} & exec sleep ${seconds}`],
    logFile: path.join(directory.path, "log"),
    ready: () => asleep(seconds).length === 2,
    // The first process of a namespace does not hear signals that it has no handler for.
    stopTimeoutMs: 100,
    ...extra,
  });
}

describeReal("a server", ["root", "unshare"], () => {
  it("ends with all its processes", async () => {
    // Now and then one of them took some milliseconds longer than the first.
    for (let round = 0; round < 20; round += 1) {
      const server = await sleepers("86397.25", { stopTimeoutMs: 20 });
      await server.stop();
      await server.stop();
      expect(processesWith("sleep 86397.25")).toEqual([]);
    }
  });

  it("that ends early says how, with the last lines of its log", async () => {
    const starting = sleepers("1", {
      command: ["/bin/bash", "-c", "echo cannot bind; exit 3"],
      ready: () => false,
    });
    await expect(starting).rejects.toThrow(
      /^sleepers: ended early with exit code 3; .*log:\n {2}cannot bind$/,
    );
  });

  it("that never answers is ended, and says so", async () => {
    const starting = sleepers("86396.25", { ready: () => false, readyTimeoutMs: 300 });
    await expect(starting).rejects.toThrow(/did not answer within 300 ms; .*\n {2}hello from the log$/);
    expect(processesWith("sleep 86396.25")).toEqual([]);
  });

  it("that is not installed says so", async () => {
    await expect(sleepers("1", { command: ["/nonexistent/server"] })).rejects.toThrow("/nonexistent/server");
  });

  it("that does not listen to its signal is killed after its time", async () => {
    const command = ["/bin/bash", "-c", "trap '' TERM; while :; do sleep 0.0625; done"] as const;
    const ready = () => asleep("0.0625").length === 1;
    const server = await sleepers("1", { command, ready, stopTimeoutMs: 300 });
    const begin = Date.now();
    await server.stop();
    expect(Date.now() - begin).toBeGreaterThan(290);
    expect(processesWith("sleep 0.0625")).toEqual([]);
  });
});

describeReal("a server of a process that ends", ["root", "unshare"], () => {
  const program = (seconds: string, then: string): string => `
    const { startServer } = require(${JSON.stringify(path.join(REPOSITORY, "sandbox/servers/process"))});
    startServer({
      name: "sleepers",
      command: ["/bin/bash", "-c", "setsid sleep ${seconds} & exec sleep ${seconds}"],
      logFile: ${JSON.stringify(path.join(directory.path, "log"))},
      ready: () => true,
    }).then(() => { console.log("ready"); ${then} });`;

  /** Starts a process that starts sleepers; resolves when they sleep. */
  async function parent(seconds: string, then = "") {
    const args = ["--import", "tsx", "--eval", program(seconds, then)];
    const child = spawn(process.execPath, args, { cwd: REPOSITORY, stdio: ["ignore", "pipe", "inherit"] });
    await new Promise((resolve) => child.stdout.once("data", resolve));
    return child;
  }

  it.each(["SIGTERM", "SIGINT", "SIGKILL"] as const)(
    "by %s ends too, whatever groups its processes are in",
    async (signal) => {
      const seconds = `8639${["SIGTERM", "SIGINT", "SIGKILL"].indexOf(signal)}.5`;
      const child = await parent(seconds, "setInterval(() => 0, 1000)");
      await eventually(() => asleep(seconds).length === 2);
      child.kill(signal);
      await eventually(() => asleep(seconds).length === 0);
    },
  );

  it("by itself ends too", async () => {
    const child = await parent("86395.5", "process.exit(5)");
    expect(await new Promise((resolve) => child.once("exit", resolve))).toBe(5);
    await eventually(() => processesWith("sleep 86395.5").length === 0);
  });
});
