import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { hasEnded, processStat } from "./process-group";

/** Who has a lock: a process id may come again for another process, but not with the same start. */
interface Owner {
  readonly pid: number;
  /** {@link processStat}'s; empty where the system did not say. */
  readonly startedAt: string;
}

/**
 * Does the work while no other process does: a second one waits for the first. The lock of a process that has died
 * is taken over.
 * @param file lock file; it holds the owner's process id and start
 * @param onWait called once, when another process has the lock
 */
export async function withLock<Result>(
  file: string,
  onWait: (owner: number) => void,
  work: () => Promise<Result>,
): Promise<Result> {
  mkdirSync(dirname(file), { recursive: true });
  let reported = false;
  while (!take(file)) {
    const owner = ownerOf(file);
    if (owner === undefined || !isAlive(owner)) {
      rmSync(file, { force: true });
      continue;
    }
    if (!reported) onWait(owner.pid);
    reported = true;
    await sleep(250);
  }
  try {
    return await work();
  } finally {
    rmSync(file, { force: true });
  }
}

/** @throws where no lock can be made at all */
function take(file: string): boolean {
  // Linked into place with its content: a lock without an owner would be taken over.
  const own = `${file}.${process.pid}`;
  writeFileSync(own, `${process.pid} ${processStat(process.pid)?.startedAt ?? ""}`);
  try {
    linkSync(own, file);
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    throw error;
  } finally {
    rmSync(own, { force: true });
  }
}

function ownerOf(file: string): Owner | undefined {
  try {
    const [id = "", startedAt = ""] = readFileSync(file, "utf8").trim().split(" ");
    const pid = Number(id);
    return Number.isInteger(pid) && pid > 0 ? { pid, startedAt } : undefined;
  } catch {
    return undefined;
  }
}

/** Whether that process still runs. Without its start another one of the same id is taken for it. */
export function isAlive({ pid, startedAt }: Owner): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // Another user's process may not be signalled, and lives all the same.
    if (!(error instanceof Error && "code" in error && error.code === "EPERM")) return false;
  }
  const now = processStat(pid);
  if (now === undefined) return true;
  return !hasEnded(now) && (startedAt === "" || startedAt === now.startedAt);
}
