import os from "node:os";
import path from "node:path";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";

type Cleanup = () => void;

const cleanups = new Set<Cleanup>();
let listening = false;

function runAll(): void {
  // Newest first: what was started last may need what was started before it.
  for (const cleanup of [...cleanups].reverse()) {
    try {
      cleanup();
    } catch (error) {
      process.stderr.write(`cleanup at exit failed: ${String(error)}\n`);
    }
  }
  cleanups.clear();
}

function onSignal(signal: NodeJS.Signals): void {
  runAll();
  process.removeListener(signal, onSignal);
  // Other listeners (vitest has its own) decide what the signal means; without them it must still end us.
  if (process.listenerCount(signal) === 0) process.kill(process.pid, signal);
}

/**
 * Runs a synchronous cleanup when this process exits, also on SIGINT, SIGTERM and SIGHUP. Not on SIGKILL: see
 * `startServer`, whose servers die with their parent by themselves.
 * @returns a function that takes the registration back, for when the cleanup was done by hand.
 */
export function atExit(cleanup: Cleanup): () => void {
  if (!listening) {
    listening = true;
    process.on("exit", runAll);
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, onSignal);
  }
  cleanups.add(cleanup);
  return () => cleanups.delete(cleanup);
}

/** A directory that is removed with all its content by `remove()`, and at the latest when this process exits. */
export interface TemporaryDirectory {
  /** Absolute path. Short, so that a unix socket inside stays under its limit of 107 bytes. */
  readonly path: string;
  /** Removes the directory; calling it twice is allowed. */
  remove(): void;
}

/**
 * Makes a private directory (mode 0700) under the system's temporary directory.
 * @param name what it is for, at most about 20 characters; becomes `lifeboat-<name>-<random>`.
 */
export function temporaryDirectory(name: string): TemporaryDirectory {
  const directory = mkdtempSync(path.join(os.tmpdir(), `lifeboat-${name}-`));
  chmodSync(directory, 0o700);
  const erase = (): void => {
    rmSync(directory, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
  };
  const release = atExit(erase);
  return {
    path: directory,
    remove: () => {
      release();
      erase();
    },
  };
}
