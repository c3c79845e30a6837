import { readFileSync } from "node:fs";

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
