import { readFileSync } from "node:fs";
import { statfs } from "node:fs/promises";

const INTERVAL_MILLISECONDS = 100;

/** Process ids of the children of a process; none where the kernel does not tell. */
export function childrenOf(pid: number): number[] {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").split(" ").filter(Boolean).map(Number);
  } catch {
    return [];
  }
}

/** Watches how full a file system inside a container gets. */
export interface ScratchWatch {
  /** Ends it. @returns the most bytes seen; undefined when the file system could not be looked at */
  stop(): number | undefined;
}

/**
 * Looks every 100 ms at the file system that a container has at `mountPath`.
 * @param supervisor process whose child is the container's first process
 */
export function watchScratch(supervisor: number | undefined, mountPath: string): ScratchWatch {
  let most: number | undefined;
  const look = async (): Promise<void> => {
    const [first] = supervisor === undefined ? [] : childrenOf(supervisor);
    if (first === undefined) return;
    try {
      const { blocks, bfree, bsize } = await statfs(`/proc/${first}/root${mountPath}`);
      most = Math.max(most ?? 0, (blocks - bfree) * bsize);
    } catch {
      // It has just ended.
    }
  };
  const timer = setInterval(() => void look(), INTERVAL_MILLISECONDS);
  return {
    stop: () => {
      clearInterval(timer);
      return most;
    },
  };
}
