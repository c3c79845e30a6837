import { spawn } from "node:child_process";

/** How a CLI run ended. */
export interface RunResult {
  /** Exit code; 130 when it was interrupted, 143 when it was ended by another signal. */
  readonly code: number;
  /** Output as text; empty when it went to the terminal. */
  readonly stdout: string;
  readonly stderr: string;
}

/** One run of the CLI. */
export interface RunOptions {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** True lets the CLI use this process's own terminal. @default false: no input, output is collected */
  readonly inherit?: boolean;
  /** Interrupts the run, as Ctrl-C would. */
  readonly signal?: AbortSignal;
}

/**
 * Runs the CLI. An interrupt reaches it once, however it comes: the CLI takes a second one for "stop at once, and
 * leave the state as it is". At a terminal Ctrl-C goes to the whole foreground group, so there nothing is passed on;
 * elsewhere the CLI gets a group of its own and SIGINT and SIGTERM are passed on, the first time only.
 */
export function runCli(path: string, args: readonly string[], options: RunOptions): Promise<RunResult> {
  const inherit = options.inherit === true;
  const atTerminal = inherit && process.stdin.isTTY;
  const child = spawn(path, args, {
    cwd: options.cwd,
    env: options.env,
    detached: !atTerminal,
    stdio: inherit ? "inherit" : ["ignore", "pipe", "pipe"],
  });
  let interrupted = false;
  const interrupt = (): void => {
    if (!interrupted) child.kill("SIGINT");
    interrupted = true;
  };
  const onInterrupt = atTerminal ? () => undefined : interrupt;
  if (inherit) {
    process.on("SIGINT", onInterrupt);
    process.on("SIGTERM", interrupt);
    process.on("SIGHUP", interrupt);
  }
  const kill = (): void => {
    child.kill("SIGKILL");
  };
  process.once("exit", kill);
  if (options.signal?.aborted === true) interrupt();
  options.signal?.addEventListener("abort", interrupt, { once: true });

  let stdout = "";
  let stderr = "";
  child.stdout?.setEncoding("utf8").on("data", (chunk: string) => (stdout += chunk));
  child.stderr?.setEncoding("utf8").on("data", (chunk: string) => (stderr += chunk));
  return new Promise((resolve, reject) => {
    const settle = (): void => {
      process.off("SIGINT", onInterrupt);
      process.off("SIGTERM", interrupt);
      process.off("SIGHUP", interrupt);
      process.off("exit", kill);
      options.signal?.removeEventListener("abort", interrupt);
    };
    child.once("error", (error) => {
      settle();
      reject(error);
    });
    child.once("close", (code, signal) => {
      settle();
      resolve({ code: code ?? (signal === "SIGINT" ? 130 : 143), stdout, stderr });
    });
  });
}
