import path from "node:path";
import { spawn, type ChildProcess } from "node:child_process";
import { Readable } from "node:stream";
import { z } from "zod";
import { imageRoot } from "../images/build";
import { atExit } from "./at-exit";
import { collect, type OutputStream } from "./pod/output";
import { planPod, type PodOptions } from "./pod/plan";
import { canIsolate } from "./process";

export { jobFromCronJob } from "../cluster/job";
export type { PodOptions } from "./pod/plan";

const SUPERVISOR = path.join(__dirname, "pod/supervisor.py");

const report = z.union([
  z.object({ pid: z.number() }),
  z.object({ problem: z.string() }),
  z.object({ exitCode: z.number(), signal: z.string().nullable(), maxRssKiB: z.number() }),
]);

/** How a container ended. */
export interface PodResult {
  /** Exit code; 128 plus the signal's number when a signal ended it, as container runtimes report. */
  readonly exitCode: number;
  /** The signal that ended it, such as `SIGKILL`; undefined when it exited by itself. */
  readonly signal: string | undefined;
  /** All it wrote to stdout. */
  readonly stdout: string;
  /** All it wrote to stderr. */
  readonly stderr: string;
  /** From start of its setup to its end, in milliseconds. */
  readonly durationMs: number;
  /**
   * Largest resident set that any one of its processes had, in bytes, as the kernel counted it for processes whose
   * parent waited for them. About 15 MiB of it are the setup's own.
   */
  readonly peakRssBytes: number;
  /** The manifest's memory limit in bytes; undefined means none. It is not enforced: compare it with `peakRssBytes`. */
  readonly memoryLimitBytes: number | undefined;
  /** True when activeDeadlineSeconds ended it. */
  readonly deadlineExceeded: boolean;
}

/** A container that is running. */
export interface RunningPod {
  /** Resolves when it has ended; rejects when it could not be created (kubelet's CreateContainerError and the like). */
  readonly done: Promise<PodResult>;
  /** Resolves when its first process exists: from then on signals reach it. */
  readonly started: Promise<void>;
  /** SIGTERM, and SIGKILL after the pod's terminationGracePeriodSeconds, as when a pod is deleted. */
  stop(): void;
  /**
   * Sends a signal to the container's first process, when there is one. SIGKILL ends every process of it at once. Others
   * reach it only if it has a handler for them, as with every first process of a container.
   * @default SIGKILL
   */
  kill(signal?: NodeJS.Signals): void;
}

/** What to run and who listens. */
export interface RunPodOptions extends PodOptions {
  /** Called for each line as it is written, without its line end. @default nobody */
  readonly onLine?: (line: string, stream: OutputStream) => void;
}

function readable(child: ChildProcess, descriptor: 1 | 2 | 3): Readable {
  const stream = child.stdio[descriptor];
  if (!(stream instanceof Readable)) throw new Error(`pod: descriptor ${descriptor} is not a pipe`);
  return stream;
}

/**
 * Runs one container of a Pod, Job or CronJob as a process, with what kubelet and the container runtime give it: its
 * own mounts, process ids, IPC and host name; its image as built and unpacked, under a layer in memory; volumes with
 * kubelet's owners and modes; user, groups and capabilities of the security contexts; only the manifest's environment. The network is the host's, so that servers on loopback can be reached. Not done:
 * seccomp, limits of CPU and memory, probes, restarts and back-off. Needs Linux, root, overlayfs and python3.
 *
 * Nothing of it outlives this process, even when this process is killed.
 * @throws when the manifest asks for what cannot be done, or refers to what is not there.
 */
export function runPod(options: RunPodOptions): RunningPod {
  if (!canIsolate()) throw new Error("pod: running containers as processes needs Linux and root");
  const { plan, terminationGracePeriodSeconds, activeDeadlineSeconds, memoryLimitBytes } = planPod(options);
  const name = options.image ?? "jobs";
  const root = imageRoot(name);
  if (root === undefined) throw new Error(`pod: image ${name} is not unpacked; run: sudo npm run images`);
  const begin = performance.now();
  const child = spawn("/usr/bin/python3", ["-B", SUPERVISOR], {
    detached: true,
    stdio: ["pipe", "pipe", "pipe", "pipe"],
    env: { PATH: "/usr/sbin:/usr/bin:/sbin:/bin" },
  });
  const release = atExit(() => child.kill("SIGKILL"));
  const stdout = collect(readable(child, 1), (line) => options.onLine?.(line, "stdout"));
  const stderr = collect(readable(child, 2), (line) => options.onLine?.(line, "stderr"));
  let first: number | undefined;
  let problem: string | undefined;
  let end: { exitCode: number; signal: string | null; maxRssKiB: number } | undefined;
  let deadlineExceeded = false;
  const timers: NodeJS.Timeout[] = [];
  let announce: () => void = () => undefined;
  const started = new Promise<void>((resolve) => {
    announce = resolve;
  });
  const kill = (signal: NodeJS.Signals = "SIGKILL"): void => {
    if (first === undefined || end !== undefined) return;
    try {
      process.kill(first, signal);
    } catch {
      // It ended a moment ago.
    }
  };
  const stop = (): void => {
    kill("SIGTERM");
    timers.push(setTimeout(kill, terminationGracePeriodSeconds * 1000));
  };
  collect(readable(child, 3), (line) => {
    const told = report.parse(JSON.parse(line));
    if ("problem" in told) problem = told.problem;
    else if ("exitCode" in told) end = told;
    else {
      first = told.pid;
      announce();
    }
  });
  if (activeDeadlineSeconds !== undefined) {
    const expire = (): void => {
      deadlineExceeded = true;
      stop();
    };
    timers.push(setTimeout(expire, activeDeadlineSeconds * 1000));
  }
  const done = new Promise<PodResult>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", () => {
      timers.forEach(clearTimeout);
      release();
      announce();
      if (problem !== undefined || end === undefined) {
        reject(
          new Error(`pod ${plan.hostname}: ${problem ?? `the supervisor ended early\n${stderr.text()}`}`),
        );
        return;
      }
      resolve({
        exitCode: end.exitCode,
        signal: end.signal ?? undefined,
        stdout: stdout.text(),
        stderr: stderr.text(),
        durationMs: performance.now() - begin,
        peakRssBytes: end.maxRssKiB * 1024,
        memoryLimitBytes,
        deadlineExceeded,
      });
    });
  });
  child.stdin.on("error", () => undefined);
  child.stdin.end(JSON.stringify({ ...plan, root, parent: process.pid }));
  return { done, started, stop, kill };
}
