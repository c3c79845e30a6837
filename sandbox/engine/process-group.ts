import { readdirSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { hasEnded, processStat } from "./process-stat";

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
