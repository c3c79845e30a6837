import { jobFromCronJob, runPod } from "../servers/pod-runner";
import { countingDiskBytes, type Measured } from "./measured";
import { phasesOf } from "./phases";
import { childrenOf, watchScratch } from "./scratch-watch";
import type { Stand } from "./stand";

/** Where every job has its scratch volume. */
const SCRATCH = "/work";
const TOLD_CHARACTERS = 4000;

/** What a job took, and what it wrote. */
export interface MeasuredJob extends Measured {
  /** Its log, one JSON object a line. */
  readonly log: string;
}

/**
 * Runs a job's container as the stack declares it, and measures it.
 * @param job `backup` or `restore`
 * @param env what an operator sets with `kubectl set env`
 * @throws with the end of its log unless it ends with exit code 0.
 */
export async function measuredJob(
  stand: Stand,
  job: "backup" | "restore",
  env: Readonly<Record<string, string>> = {},
): Promise<MeasuredJob> {
  const name = `${stand.service.id}-${job}`;
  const cronJob = stand.objects.find(({ kind, metadata }) => kind === "CronJob" && metadata.name === name);
  if (cronJob === undefined) throw new Error(`the stack declares no CronJob ${name}`);
  const { result, diskBytes } = await countingDiskBytes(async () => {
    const before = new Set(childrenOf(process.pid));
    const pod = runPod({
      manifest: jobFromCronJob(cronJob, { env }),
      objects: stand.objects,
      inject: { AWS_ACCESS_KEY_ID: "AKIASANDBOX000000000", AWS_SECRET_ACCESS_KEY: "sandbox" },
    });
    const supervisor = childrenOf(process.pid).find((pid) => !before.has(pid));
    const watch = watchScratch(supervisor, SCRATCH);
    try {
      return { ...(await pod.done), scratchBytes: watch.stop() };
    } finally {
      watch.stop();
    }
  });
  if (result.exitCode !== 0)
    throw new Error(
      `job ${name} ended with exit code ${result.exitCode}; the end of its log:\n${result.stderr.slice(-TOLD_CHARACTERS)}`,
    );
  return {
    seconds: result.durationMs / 1000,
    peakRssBytes: result.peakRssBytes,
    diskBytes,
    scratchBytes: result.scratchBytes,
    phases: phasesOf(result.stderr),
    log: result.stderr,
  };
}
