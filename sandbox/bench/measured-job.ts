import { jobFromCronJob } from "../cluster/job";
import { podOfJob } from "../cluster/pod-manifest";
import type { Measured } from "./measured";
import { phasesOf } from "./phases";
import { watchPod } from "./pod-watch";
import type { Stand } from "./stand";

/** Where every job has its scratch volume. */
const SCRATCH = "/work";
const QUOTED_CHARACTERS = 4000;

/** What a job took, and what it wrote. */
export interface MeasuredJob extends Measured {
  /** Its log, one JSON object a line. */
  readonly log: string;
}

/**
 * Runs a job's pod as the stack declares it, and measures what its processes take: not what the cluster does before and after.
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
  const pod = stand.pods.run(podOfJob(jobFromCronJob(cronJob, { env })));
  const seen = watchPod(pod, SCRATCH);
  const result = await pod.done.finally(seen);
  if (result.exitCode !== 0)
    throw new Error(
      `job ${name} ended with exit code ${result.exitCode}; the end of its log:\n${result.stderr.slice(-QUOTED_CHARACTERS)}`,
    );
  return { ...seen(), phases: phasesOf(result.stderr), log: result.stderr };
}
