import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { signalGroup } from "./process-group";

/** Children that are still running, so that none outlives this process. */
const running = new Set<ChildProcess>();

/** util-linux's; ends a command when its parent ends, by SIGKILL too. */
const SETPRIV = "/usr/bin/setpriv";

/** How to start a command so that it ends with its parent, where the system can do that. */
export const mortal: readonly string[] = existsSync(SETPRIV) ? [SETPRIV, "--pdeathsig", "KILL", "--"] : [];

/** How a child is run. */
export interface ChildOptions {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** Gets the child's output, as it comes. */
  readonly onOutput: (stream: "stdout" | "stderr", chunk: Buffer) => void;
  /** Called with a function that ends the child at once; for a caller that may cancel. */
  readonly onStart?: (stop: () => void) => void;
}

/**
 * Runs Node.js with nothing to read, in a process group of its own, so that a Ctrl-C at the terminal reaches the engine
 * only, and the engine decides what becomes of the program.
 * @returns the exit code; 130 when it was ended by a signal
 */
export function runNode(args: readonly string[], options: ChildOptions): Promise<number> {
  const { cwd, env, onOutput, onStart } = options;
  const [command = process.execPath, ...all] = [...mortal, process.execPath, ...args];
  const child = spawn(command, all, { cwd, env, detached: true, stdio: ["ignore", "pipe", "pipe"] });
  running.add(child);
  onStart?.(() => {
    stop(child);
  });
  child.stdout.on("data", (chunk: Buffer) => {
    onOutput("stdout", chunk);
  });
  child.stderr.on("data", (chunk: Buffer) => {
    onOutput("stderr", chunk);
  });
  return new Promise<number>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => {
      resolve(code ?? 130);
    });
  }).finally(() => running.delete(child));
}

/** Ends every child and what it started at once: for the end of this process, however it comes. */
export function stopAll(): void {
  for (const child of running) stop(child);
}

function stop(child: ChildProcess): void {
  if (child.pid !== undefined) signalGroup(child.pid, "SIGKILL");
}

process.once("exit", stopAll);
