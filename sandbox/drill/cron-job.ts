import type { Service } from "../../infra/catalog/types";
import { cronJobName } from "../../infra/naming";
import { runByHand } from "./cluster/job-by-hand";
import { lastError, resultOf } from "./cluster/job-log";
import { namespaceOf, type Side } from "./sides";

/**
 * Runs a service's CronJob once on a side, suspended or not.
 * @returns what the job gives back: a backup's id, a database's name
 * @throws with the job's own words when it fails
 */
export async function runCronJob(
  side: Side,
  service: Service,
  job: "backup" | "restore",
  env: Readonly<Record<string, string>> = {},
): Promise<string> {
  const name = cronJobName(service.id, job);
  const { exitCode, log } = await runByHand(side.cluster.api, namespaceOf(service, side), name, env);
  if (exitCode === 0) return resultOf(log);
  throw new Error(`${name} ended with exit code ${exitCode}: ${lastError(log)}`);
}
