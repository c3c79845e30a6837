import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { signalGroup } from "./signal-group";

/** Children that are still running, so that none outlives this process. */
const running = new Set<ChildProcessWithoutNullStreams>();

/** Where a child starts. */
export interface ChildPlace {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** Command that starts Node.js, with its own arguments: `nice -n 10`. @default none */
  readonly launcher?: readonly string[];
}

/** A command with its launcher before it, if there is one. */
export function launched(
  launcher: readonly string[],
  command: string,
  args: readonly string[],
): readonly [string, string[]] {
  const [first = command, ...rest] = [...launcher, command, ...args];
  return [first, rest];
}

/** Who is told about a child. */
export interface ChildListener {
  /** Gets the child's output, as it comes. */
  readonly onOutput: (stream: "stdout" | "stderr", chunk: Buffer) => void;
  /** Called with a function that ends the child at once; for a caller that may cancel. */
  readonly onStart?: (stop: () => void) => void;
}

/** Runs Node.js with nothing to read. @returns the exit code; 130 when it was ended by a signal */
export function runNode(args: readonly string[], options: ChildPlace & ChildListener): Promise<number> {
  const child = startNode(args, options);
  child.stdin.end();
  return followNode(child, options);
}

/**
 * Starts Node.js in a process group of its own, so that a Ctrl-C at the terminal reaches the engine only, and the
 * engine decides what becomes of the program.
 */
export function startNode(args: readonly string[], place: ChildPlace): ChildProcessWithoutNullStreams {
  const { cwd, env, launcher = [] } = place;
  const [command, all] = launched(launcher, process.execPath, args);
  const child = spawn(command, all, { cwd, env, detached: true, stdio: "pipe" });
  // A child that ended before it read what it was told says so by its exit code.
  child.stdin.on("error", () => undefined);
  running.add(child);
  const forget = (): boolean => running.delete(child);
  child.once("error", forget).once("close", forget);
  return child;
}

/** Passes a child's output on. @returns the exit code; 130 when it was ended by a signal */
export function followNode(child: ChildProcessWithoutNullStreams, listener: ChildListener): Promise<number> {
  listener.onStart?.(() => {
    stopNode(child);
  });
  child.stdout.on("data", (chunk: Buffer) => {
    listener.onOutput("stdout", chunk);
  });
  child.stderr.on("data", (chunk: Buffer) => {
    listener.onOutput("stderr", chunk);
  });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => {
      resolve(code ?? 130);
    });
  });
}

/** Ends a child and what it started, at once. */
export function stopNode(child: ChildProcessWithoutNullStreams): void {
  if (child.pid !== undefined) signalGroup(child.pid, "SIGKILL");
}

/** Ends every child at once: for the end of this process, however it comes. */
export function stopAll(): void {
  for (const child of running) stopNode(child);
}

process.once("exit", stopAll);
