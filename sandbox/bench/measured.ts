import { readFileSync } from "node:fs";
import type { Phases } from "./phases";

/** What one run took. */
export interface Measured {
  /** From its start to its end. */
  readonly seconds: number;
  /** Largest resident set that any one of its processes had, in bytes. */
  readonly peakRssBytes: number;
  /** Bytes that its processes gave to file systems on disk; undefined where the kernel does not count them. */
  readonly diskBytes: number | undefined;
  /** Most bytes that its scratch volume in memory held; undefined without such a volume. */
  readonly scratchBytes: number | undefined;
  /** What its own log says of its steps. @default none */
  readonly phases?: Phases;
}

/**
 * Bytes given to file systems on disk by this process and by every descendant that has ended and was waited for, as
 * the kernel counts them (`write_bytes` of proc(5)): file systems in memory, pipes and sockets do not count, what is
 * removed before it reaches the disk does. Undefined where the kernel does not count.
 */
export function diskBytesSoFar(): number | undefined {
  try {
    const [, digits] = /^write_bytes: (\d+)$/m.exec(readFileSync("/proc/self/io", "utf8")) ?? [];
    return digits === undefined ? undefined : Number(digits);
  } catch {
    return undefined;
  }
}

/** Runs `work` and tells how many bytes its processes gave to disk meanwhile; nothing else may end meanwhile. */
export async function countingDiskBytes<T>(
  work: () => Promise<T>,
): Promise<{ readonly result: T; readonly diskBytes: number | undefined }> {
  const before = diskBytesSoFar();
  const result = await work();
  const after = diskBytesSoFar();
  return { result, diskBytes: before === undefined || after === undefined ? undefined : after - before };
}
