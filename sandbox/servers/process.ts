import { spawn } from "node:child_process";
import { closeSync, existsSync, openSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { mortal } from "../engine/program-process";
import { atExit } from "./at-exit";
import { groupGone, signalGroup } from "../engine/process-group";

const PROBE_INTERVAL_MS = 50;
const LOG_TAIL_LINES = 25;
/** A killed process ends when the kernel is done with what it was doing: writing to a busy disk, for instance. */
const KILLED_TIMEOUT_MS = 60_000;

/** How to start a server and how to know that it serves. */
export interface ServerOptions {
  /** Name for messages, such as `postgres`. */
  readonly name: string;
  /** Program and arguments. */
  readonly command: readonly [string, ...string[]];
  /** The whole environment of the server. @default that of this process */
  readonly env?: NodeJS.ProcessEnv;
  /** Working directory. @default that of this process */
  readonly cwd?: string;
  /** File that gets stdout and stderr. */
  readonly logFile: string;
  /** Resolves true when the server answers; false or a rejection means: not yet. */
  readonly ready: () => boolean | Promise<boolean>;
  /** How long to wait for `ready`, in milliseconds. @default 30000 */
  readonly readyTimeoutMs?: number;
  /** User to run as when this process is root. @default the user of this process */
  readonly user?: string;
  /** Words that run a command elsewhere, such as in another network namespace, in the same process. @default none */
  readonly launcher?: readonly string[];
  /** Signal that asks the server to end. @default SIGTERM */
  readonly stopSignal?: NodeJS.Signals;
  /** How long the server may take to end before it is killed, in milliseconds. @default 10000 */
  readonly stopTimeoutMs?: number;
}

/**
 * A running server. It ends with this process, whatever way this process ends; only a SIGKILL of this process in the
 * few milliseconds before the server's own program runs can leave it behind.
 */
export interface Server {
  /** Process id of the server's process group. */
  readonly pid: number;
  /** File with its output. */
  readonly logFile: string;
  /** Ends the server and every process it started, and waits until they are gone; calling it twice is allowed. */
  stop(): Promise<void>;
  /** Ends them at once, as a power cut does; `stop` waits until they are gone. */
  kill(): void;
}

/** True where processes can get namespaces of their own: root on Linux. */
export function canIsolate(): boolean {
  return process.platform === "linux" && process.getuid?.() === 0 && existsSync("/usr/bin/unshare");
}

/**
 * Puts words in front of a command so that it dies when its parent dies, even by SIGKILL. As root it gets a process
 * id namespace too: then its descendants die with it, even those that left its process group (PostgreSQL's do).
 */
export function lifeline(command: readonly string[], user?: string): string[] {
  if (mortal.length === 0) return [...command];
  if (!canIsolate()) return [...mortal, ...command];
  const namespace = ["/usr/bin/unshare", "--pid", "--fork", "--kill-child=KILL", "--"];
  const identity =
    user === undefined
      ? []
      : ["/usr/bin/setpriv", "--reuid", user, "--regid", user, "--init-groups", "--pdeathsig", "KILL", "--"];
  return [...mortal, ...namespace, ...identity, ...command];
}

/** The last lines of a log file, indented; says so when there is none. */
export function logTail(logFile: string, lines = LOG_TAIL_LINES): string {
  const text = existsSync(logFile) ? readFileSync(logFile, "utf8").trimEnd() : "";
  if (text === "") return "  (its log is empty)";
  return text
    .split("\n")
    .slice(-lines)
    .map((line) => `  ${line}`)
    .join("\n");
}

async function answers(ready: ServerOptions["ready"]): Promise<boolean> {
  try {
    return await ready();
  } catch {
    return false;
  }
}

/**
 * Starts a server in a process group of its own and waits until it answers.
 * @throws with the last lines of its log when it cannot start, ends early or does not answer in time.
 */
export async function startServer(options: ServerOptions): Promise<Server> {
  const { name, logFile, readyTimeoutMs = 30_000, stopTimeoutMs = 10_000, stopSignal = "SIGTERM" } = options;
  const [program = "", ...args] = [...(options.launcher ?? []), ...lifeline(options.command, options.user)];
  const log = openSync(logFile, "a");
  const child = spawn(program, args, {
    detached: true,
    stdio: ["ignore", log, log],
    env: options.env ?? process.env,
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
  });
  closeSync(log);
  let ending: string | undefined;
  const ended = new Promise<void>((resolve) => {
    child.once("error", (error) => {
      ending = error.message;
      resolve();
    });
    child.once("exit", (code, signal) => {
      ending = signal === null ? `exit code ${code ?? "unknown"}` : `signal ${signal}`;
      resolve();
    });
  });
  const { pid } = child;
  if (pid === undefined) {
    await ended;
    throw new Error(`${name}: cannot start ${program}: ${ending ?? "unknown reason"}; is it installed?`);
  }
  const kill = (): void => {
    signalGroup(pid, "SIGKILL");
  };
  const release = atExit(kill);
  const stop = async (): Promise<void> => {
    const deadline = new AbortController();
    signalGroup(pid, stopSignal);
    await Promise.race([
      ended,
      sleep(stopTimeoutMs, undefined, { signal: deadline.signal }).catch(() => undefined),
    ]);
    deadline.abort();
    kill();
    await ended;
    // The child we know of ends before its descendants do.
    await groupGone(pid, KILLED_TIMEOUT_MS);
    release();
  };
  const deadline = Date.now() + readyTimeoutMs;
  for (;;) {
    // A probe that answers for a server that has ended answers for somebody else's.
    const ready = await answers(options.ready);
    if (ending === undefined && ready) return { pid, logFile, stop, kill };
    if (ending === undefined && Date.now() < deadline) {
      await sleep(PROBE_INTERVAL_MS);
      continue;
    }
    const reason =
      ending === undefined ? `did not answer within ${readyTimeoutMs} ms` : `ended early with ${ending}`;
    await stop();
    throw new Error(`${name}: ${reason}; the last lines of its log:\n${logTail(logFile)}`);
  }
}
