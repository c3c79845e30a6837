import type { Service } from "../../infra/catalog/types";
import { cronJobName } from "../../infra/naming";
import { runByHand } from "./cluster/job-by-hand";
import { lastError, resultOf } from "./cluster/job-log";
import { namespaceOf, type Side } from "./sides";
import type { World } from "./world";

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

/** Options of the restore Job: into a new database beside the serving one, which nobody uses. */
const BESIDE = { RESTORE_BACKUP: "latest", RESTORE_SWITCH: "false" };

async function restoreAlone(world: World, service: Service, side: Side): Promise<number> {
  const startedAt = world.clock.now();
  const database = await runCronJob(side, service, "restore", BESIDE);
  const seconds = (world.clock.now() - startedAt) / 1000;
  await side.postgres.sql("postgres", `DROP DATABASE "${database}" WITH (FORCE)`);
  return seconds;
}

/**
 * Restores every service's newest backup on a side that only waits, all at once as an activation does, and drops the
 * databases again: what a restore takes by itself.
 * @returns seconds of the restore by service id
 * @throws with the last line of the first that failed
 */
export async function rehearse(world: World, side: Side): Promise<ReadonlyMap<string, number>> {
  const timed = world.services.map(
    async (service) => [service.id, await restoreAlone(world, service, side)] as const,
  );
  return new Map(await Promise.all(timed));
}
