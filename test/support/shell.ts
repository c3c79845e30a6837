import { execFile } from "node:child_process";

/** How a command of a shell ended. */
export interface ShellResult {
  /** Exit code; 1 where it was ended by a signal. */
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs a line as somebody types it into bash.
 * @param env all that it is run with
 * @param timeoutMs after which it is ended. @default 60 s
 */
export function runShell(line: string, env: NodeJS.ProcessEnv, timeoutMs = 60_000): Promise<ShellResult> {
  return new Promise((resolve) => {
    execFile("/bin/bash", ["-c", line], { env, timeout: timeoutMs }, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === "number" ? error.code : 1;
      resolve({ code, stdout, stderr });
    });
  });
}
