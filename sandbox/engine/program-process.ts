import { type ChildProcess, spawn } from "node:child_process";

/** Children that are still running, so that none outlives this process. */
const running = new Set<ChildProcess>();

/** How to start a child. */
export interface ChildOptions {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** Gets the child's output, as it comes. */
  readonly onOutput: (stream: "stdout" | "stderr", chunk: Buffer) => void;
  /** Called with a function that ends the child at once; for a caller that may cancel. */
  readonly onStart?: (stop: () => void) => void;
}

/**
 * Runs Node.js in a process group of its own, so that a Ctrl-C at the terminal reaches the engine only, and the
 * engine decides what becomes of the program.
 * @returns the exit code; 130 when it was ended by a signal
 */
export function runNode(args: readonly string[], options: ChildOptions): Promise<number> {
  const child = spawn(process.execPath, args, {
    cwd: options.cwd,
    env: options.env,
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  running.add(child);
  options.onStart?.(() => {
    stop(child);
  });
  child.stdout.on("data", (chunk: Buffer) => {
    options.onOutput("stdout", chunk);
  });
  child.stderr.on("data", (chunk: Buffer) => {
    options.onOutput("stderr", chunk);
  });
  return new Promise((resolve, reject) => {
    child.once("error", (error) => {
      running.delete(child);
      reject(error);
    });
    child.once("close", (code) => {
      running.delete(child);
      resolve(code ?? 130);
    });
  });
}

/** Ends every child at once: for the end of this process, however it comes. */
export function stopAll(): void {
  for (const child of running) stop(child);
}

function stop(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, "SIGKILL");
  } catch {
    // The group has ended by itself.
  }
}

process.once("exit", stopAll);
