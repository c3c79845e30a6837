import type { Service } from "../../infra/catalog/types";
import { runCronJob } from "./cron-job";
import type { Side } from "./sides";
import type { World } from "./world";

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
