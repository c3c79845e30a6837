import { readFileSync, readdirSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

const LOOK_INTERVAL_MS = 5;

/** State letter and process group of a process; undefined when it has ended. See proc_pid_stat(5). */
function stateOf(pid: string): { readonly state: string; readonly group: number } | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    // The program's name, in brackets, may hold anything.
    const [state = "", , group] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return { state, group: Number(group) };
  } catch {
    return undefined;
  }
}

/** Whether the group has a process that still runs: a zombie does not, and may stay where nobody reaps it. */
function runs(group: number): boolean {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(stateOf)
    .some((found) => found?.group === group && found.state !== "Z" && found.state !== "X");
}

/**
 * Waits until no process of the group runs. The first process of a process id namespace ends after all others of the
 * namespace, so where it is in the group none of them runs either. Returns at once where there is no /proc.
 * @throws when one still runs after `timeoutMs`.
 */
export async function groupGone(group: number, timeoutMs: number): Promise<void> {
  if (process.platform !== "linux") return;
  const deadline = Date.now() + timeoutMs;
  while (runs(group)) {
    if (Date.now() > deadline) throw new Error(`process group ${group}: still runs after ${timeoutMs} ms`);
    await sleep(LOOK_INTERVAL_MS);
  }
}
