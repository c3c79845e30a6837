import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { signalGroup } from "../engine/process-group";
import { atExit } from "../servers/at-exit";

const KEPT_LINES = 25;

/** Takes a line of progress. */
export type Tell = (line: string) => void;

// Namespaces of its own: whatever a tool mounts or starts ends with it, and it ends with this process, even by SIGKILL.
const CONTAINED = [
  ...["/usr/bin/setpriv", "--pdeathsig", "KILL", "--"],
  ...["/usr/bin/unshare", "--mount", "--mount-proc", "--pid", "--fork", "--kill-child=KILL", "--"],
];

/**
 * Runs a tool to its end as root; nothing that it starts or mounts outlives it, nor this process.
 * @param onLine called for each line of its output
 * @param env variables beside those of this process
 * @throws with the last lines of its output unless it ends with exit code 0.
 */
export async function runTool(
  command: readonly string[],
  onLine: Tell = () => undefined,
  env: Readonly<Record<string, string>> = {},
): Promise<void> {
  const [program = "", ...args] = [...CONTAINED, ...command];
  const child = spawn(program, args, {
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, LC_ALL: "C.UTF-8", ...env },
  });
  const release = atExit(() => {
    if (child.pid !== undefined) signalGroup(child.pid, "SIGKILL");
  });
  let last: string[] = [];
  for (const input of [child.stdout, child.stderr])
    createInterface({ input }).on("line", (line) => {
      last = [...last, line].slice(-KEPT_LINES);
      onLine(line);
    });
  try {
    const ended = await new Promise<string>((resolve, reject) => {
      child.once("error", reject);
      child.once("close", (code, signal) => {
        resolve(signal ?? String(code));
      });
    });
    if (ended !== "0")
      throw new Error(`${command[0] ?? ""} ended with ${ended}; its last lines:\n${last.join("\n")}`);
  } finally {
    release();
  }
}
