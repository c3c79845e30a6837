import os from "node:os";
import path from "node:path";
import { spawn, type ChildProcess } from "node:child_process";
import { imageRoot } from "../../../sandbox/images/build";
import { declaredImage } from "../../../sandbox/images/dockerfile";

const JOBS = path.resolve(__dirname, "../../../infra/jobs");

/** How a job ended. */
export interface Ended {
  /** Exit code; 137 when a signal ended it. */
  readonly code: number;
  /** What it printed: an id or a name. */
  readonly stdout: string;
  /** Its log lines. */
  readonly stderr: string;
}

/** A job that runs. */
export interface Running {
  readonly process: ChildProcess;
  readonly ended: Promise<Ended>;
  /** What it has logged until now. */
  log(): string;
}

// The image's root, unchanged, with the scripts and the tests' own files in it; ends as the script itself.
const ENTER = `set -e
mount --bind "$1" "$1"
mount -o remount,bind,ro "$1"
for place in /proc /dev "$2"; do mount --rbind "$place" "$1$place"; done
mount --bind "$3" "$1/opt"
exec chroot "$1" "/opt/$4.sh"`;

/**
 * Starts a script of infra/jobs in the job image, with its environment and these variables on top; nothing of the test's own.
 * @param folder where the scripts are, for a test that breaks one @default infra/jobs
 */
export function startJob(job: string, env: Readonly<Record<string, string>>, folder = JOBS): Running {
  const root = imageRoot("jobs");
  if (root === undefined) throw new Error("the job image is not unpacked; run: sudo npm run images");
  const enter = ["--mount", "--propagation", "private", "/bin/sh", "-c", ENTER, "enter"];
  const child = spawn("/usr/bin/unshare", [...enter, root, os.tmpdir(), folder, job], {
    env: { ...declaredImage("jobs").env, LIFEBOAT_JOB: job, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const text = { stdout: "", stderr: "" };
  child.stdout.on("data", (chunk: Buffer) => (text.stdout += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (text.stderr += chunk.toString()));
  const ended = new Promise<Ended>((resolve) => {
    child.once("close", (code, signal) => {
      resolve({ code: signal === null ? (code ?? 255) : 137, ...text });
    });
  });
  return { process: child, ended, log: () => text.stderr };
}

/** The log lines of an event, parsed. */
export function events({ stderr }: Pick<Ended, "stderr">, event: string): Record<string, unknown>[] {
  return stderr
    .trimEnd()
    .split("\n")
    .filter((line) => line !== "")
    .map((line): unknown => JSON.parse(line))
    .filter((line) => typeof line === "object" && line !== null)
    .map((line) => Object.fromEntries<unknown>(Object.entries(line)))
    .filter((line) => line["event"] === event);
}
