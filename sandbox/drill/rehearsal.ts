import type { Service } from "../../infra/catalog/types";
import { cronJobName } from "../../infra/naming";
import { namespaceOf, type Side } from "./sides";
import type { World } from "./world";

/** Options of the restore Job: into a new database beside the serving one, which nobody uses. */
const BESIDE = { RESTORE_BACKUP: "latest", RESTORE_SWITCH: "false" };

async function restoreAlone({ cluster, clock }: World, service: Service, side: Side): Promise<number> {
  const name = cronJobName(service.id, "restore");
  const startedAt = clock.now();
  const { exitCode, stdout, stderr } = await cluster.runCronJob(namespaceOf(service, side), name, BESIDE);
  const seconds = (clock.now() - startedAt) / 1000;
  if (exitCode !== 0)
    throw new Error(`${name} ended with exit code ${exitCode}: ${stderr.trim().split("\n").at(-1) ?? ""}`);
  await side.postgres.sql("postgres", `DROP DATABASE "${stdout.trim()}" WITH (FORCE)`);
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
