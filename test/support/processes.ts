import { readFileSync, readdirSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

/**
 * Milliseconds in which ends what is stopped or gives up, on a busy machine too. What it would wait for without that
 * takes a minute or more.
 */
export const SOON_MILLISECONDS = 30_000;

/** Ids of the live processes of this machine whose command line holds the text; zombies do not count. */
export function processesWith(text: string): number[] {
  return allProcesses().filter((pid) => commandOf(pid).includes(text));
}

/** Whether the process is there and is no zombie. */
export function isAlive(pid: number): boolean {
  return commandOf(pid) !== "";
}

/** Ids of the process and of all that descend from it. */
export function familyOf(pid: number): number[] {
  const children = allProcesses().filter((child) => parentOf(child) === pid);
  return [pid, ...children.flatMap(familyOf)];
}

function allProcesses(): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .map(Number);
}

/** The command line, empty for a zombie and for one that has ended. */
function commandOf(pid: number): string {
  return read(pid, "cmdline").replaceAll("\0", " ");
}

function parentOf(pid: number): number {
  return Number(/^PPid:\t(\d+)$/m.exec(read(pid, "status"))?.[1]);
}

function read(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "utf8");
  } catch {
    return "";
  }
}

/** Waits until the condition holds. @throws after `timeoutMs` without it. @param timeoutMs @default 10000 */
export async function eventually(
  condition: () => boolean | Promise<boolean>,
  timeoutMs = 10_000,
): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`still not so after ${timeoutMs} ms: ${condition.toString()}`);
    await sleep(25);
  }
}
