import type { Service } from "../../infra/catalog/types";
import { primaryBucket, replicaBucket } from "../../infra/naming";
import { runCronJob } from "./cron-job";
import { startReplicator, type Replicator } from "./replicator";
import type { Side } from "./sides";
import type { World } from "./world";

/** Backups that run at a time: one for each processor of a small machine. */
const AT_ONCE = 2;

/** Buckets that lie in the primary's region. */
export const isPrimaryBucket =
  (services: readonly Service[]) =>
  (bucket: string): boolean =>
    services.some(({ backup }) => bucket === primaryBucket(backup.bucket));

/** Buckets in the standby's region with copies of the primary's. */
export const isReplicaBucket =
  (services: readonly Service[]) =>
  (bucket: string): boolean =>
    services.some(({ backup }) => bucket === replicaBucket(backup.bucket));

/** Starts to copy what the primary's vaults get, through the address that the jobs use: a region's end is its end too. */
export function replicate({ services, objectStore, awsUrl, clock }: World): Replicator {
  return startReplicator({
    buckets: services.map(({ backup }) => ({
      source: primaryBucket(backup.bucket),
      replica: replicaBucket(backup.bucket),
      prefixes: [`${backup.prefix}/`, `${backup.configPrefix}/`, "verification/"],
    })),
    sourceEndpoint: objectStore.url,
    replicaEndpoint: awsUrl,
    intervalMs: 1000,
    clock,
  });
}

/** Runs every service's backup CronJob once. @throws with the last line of the first that failed */
export async function backUp(world: World, side: Side): Promise<void> {
  const waiting = [...world.services];
  const worker = async (): Promise<void> => {
    for (let service = waiting.shift(); service !== undefined; service = waiting.shift())
      await runCronJob(side, service, "backup");
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}
