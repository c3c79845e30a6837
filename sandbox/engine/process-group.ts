import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

/** Of a process, what tells it from others. See proc_pid_stat(5). */
export interface ProcessStat {
  /** State letter: `Z` and `X` for one that has ended. */
  readonly state: string;
  /** Process group. */
  readonly group: number;
  /** Clock ticks after the system's start at which it was started; empty where the system does not say. */
  readonly startedAt: string;
}

/** Reads it from /proc; undefined where there is none, or no such process, or one that may not be looked at. */
export function processStat(pid: string | number): ProcessStat | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    // The program's name, in brackets, may hold anything; the third field is the first behind it.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return { state: fields[0] ?? "", group: Number(fields[2]), startedAt: fields[19] ?? "" };
  } catch {
    return undefined;
  }
}

/** Whether a process with this state only waits for its parent to notice that it has ended. */
export function hasEnded({ state }: ProcessStat): boolean {
  return state === "Z" || state === "X";
}

const LOOK_INTERVAL_MS = 5;

/** Whether the group has a process that still runs: a zombie does not, and may stay where nobody reaps it. */
function runs(group: number): boolean {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(processStat)
    .some((found) => found?.group === group && !hasEnded(found));
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

/** Sends every process of the group a signal; a group that is gone is what was wanted. */
export function signalGroup(group: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-group, signal);
  } catch {
    // The group is gone.
  }
}
