import path from "node:path";
import { spawn } from "node:child_process";
import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { z } from "zod";
import { atExit } from "../servers/at-exit";
import { lifeline } from "../servers/process";
import { countingDiskBytes, type Measured } from "./measured";

const MEASURE = path.join(__dirname, "measure.py");
const QUOTED_CHARACTERS = 4000;

const report = z.object({ exitCode: z.number(), seconds: z.number(), maxRssKiB: z.number() });

/** A command to measure. */
export interface MeasuredCommand {
  /** Program and arguments. */
  readonly command: readonly [string, ...string[]];
  /** Its whole environment. */
  readonly env: NodeJS.ProcessEnv;
  /** Its working directory. */
  readonly cwd: string;
}

async function ended(options: MeasuredCommand): Promise<z.infer<typeof report>> {
  const [program = "", ...args] = lifeline(["/usr/bin/python3", "-B", MEASURE, ...options.command]);
  const child = spawn(program, args, {
    cwd: options.cwd,
    env: options.env,
    detached: true,
    stdio: ["ignore", "pipe", "pipe", "pipe"],
  });
  const release = atExit(() => child.kill("SIGKILL"));
  const [, out, err, reports] = child.stdio;
  if (!(out instanceof Readable && err instanceof Readable && reports instanceof Readable))
    throw new Error("measure: a descriptor is no pipe");
  const failed = new Promise<never>((_, reject) => child.once("error", reject));
  try {
    const all = Promise.all([text(out), text(err), text(reports)]);
    const closed = new Promise<void>((resolve) =>
      child.once("close", () => {
        resolve();
      }),
    );
    const [stdout, stderr, measured] = await Promise.race([all, failed]);
    await closed;
    const result = measured === "" ? undefined : report.parse(JSON.parse(measured));
    if (result?.exitCode === 0) return result;
    const output = `${stdout}${stderr}`.slice(-QUOTED_CHARACTERS);
    const ending = result === undefined ? "was killed" : `ended with exit code ${result.exitCode}`;
    throw new Error(`${options.command.join(" ")} ${ending}; the end of its output:\n${output}`);
  } finally {
    release();
  }
}

/**
 * Runs a command to its end and measures it. Nothing of it outlives this process.
 * @throws with the end of its output unless it ends with exit code 0.
 */
export async function measuredCommand(options: MeasuredCommand): Promise<Measured> {
  const { result, diskBytes } = await countingDiskBytes(() => ended(options));
  return {
    seconds: result.seconds,
    peakRssBytes: result.maxRssKiB * 1024,
    diskBytes,
    scratchBytes: undefined,
  };
}
