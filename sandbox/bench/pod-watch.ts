import { readFileSync } from "node:fs";
import { statfs } from "node:fs/promises";
import type { RunningPod } from "../cluster/pods";

const INTERVAL_MILLISECONDS = 50;

/** What was seen of a pod's processes. */
export interface Seen {
  /** From the first sight of a process to the last. */
  readonly seconds: number;
  /** Largest resident set that any one of them had, in bytes; what ended between two looks did not count from the earlier on. */
  readonly peakRssBytes: number;
  /** Bytes that they gave to file systems on disk, likewise; undefined where the kernel does not count. */
  readonly diskBytes: number | undefined;
  /** Most bytes that the file system at the mount path held; undefined when it could not be looked at. */
  readonly scratchBytes: number | undefined;
}

/**
 * Looks every 50 ms at a pod's processes, and at the file system that they have at `mountPath`.
 * @returns ends it
 */
export function watchPod(pod: Pick<RunningPod, "processes">, mountPath: string): () => Seen {
  const written = new Map<number, number>();
  let [first, last, peakRssBytes] = [0, 0, 0];
  let scratchBytes: number | undefined;
  const look = async (): Promise<void> => {
    const pids = pod.processes();
    const [any] = pids;
    if (any === undefined) return;
    last = performance.now();
    if (first === 0) first = last;
    for (const pid of pids) {
      peakRssBytes = Math.max(peakRssBytes, 1024 * (figure(pid, "status", "VmHWM") ?? 0));
      const bytes = figure(pid, "io", "write_bytes");
      if (bytes !== undefined) written.set(pid, bytes);
    }
    try {
      const { blocks, bfree, bsize } = await statfs(`/proc/${any}/root${mountPath}`);
      scratchBytes = Math.max(scratchBytes ?? 0, (blocks - bfree) * bsize);
    } catch {
      // It has just ended.
    }
  };
  const timer = setInterval(() => void look(), INTERVAL_MILLISECONDS);
  return () => {
    clearInterval(timer);
    const diskBytes =
      written.size === 0 ? undefined : [...written.values()].reduce((sum, each) => sum + each, 0);
    return { seconds: (last - first) / 1000, peakRssBytes, diskBytes, scratchBytes };
  };
}

/** A number in one of a process's files under /proc; undefined where the file or the number is missing. */
function figure(pid: number, file: string, name: string): number | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/${file}`, "utf8");
    const [, digits] = new RegExp(`^${name}:\\s+(\\d+)`, "m").exec(text) ?? [];
    return digits === undefined ? undefined : Number(digits);
  } catch {
    return undefined;
  }
}
