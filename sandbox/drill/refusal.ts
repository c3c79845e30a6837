import { backUp } from "./backups";
import { settings } from "./commands";
import { firstError } from "./failover";
import { namespaceOf } from "./sides";
import type { World } from "./world";

/** Declared seconds for which the primary is watched after a refusal. */
const WATCH_SECONDS = 60;

/**
 * The primary serves on without its buckets: its backups fail loudly, the standby is refused to become active beside
 * it, and its clients notice nothing.
 * @throws Error where one of the three is not so
 */
export async function refuse(world: World): Promise<void> {
  const { sides, stacks, services, traffic, clock, facts } = world;
  const backup = await backUp(world, sides.primary).then(
    () => undefined,
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );
  if (backup === undefined) throw new Error("backups succeeded although their buckets are lost");
  facts.push(`backups stop with: ${backup}`);
  await stacks.configure(sides.standby, settings.activate);
  const activation = await stacks.up(sides.standby);
  await stacks.configure(sides.standby, settings.wait);
  if (activation.succeeded) throw new Error("the standby became active beside a primary that serves");
  facts.push(`the standby is refused: ${firstError(activation.diagnostics)}`);
  const from = clock.now();
  await clock.sleep(WATCH_SECONDS);
  for (const service of services) {
    const since = traffic.ledger.entries(service.id).filter(({ at }) => at > from);
    const [primary, standby] = [namespaceOf(service, sides.primary), namespaceOf(service, sides.standby)];
    if (!since.some(({ side }) => side === primary))
      throw new Error(`${service.id} does not answer on the primary, where nothing of its own is lost`);
    if (since.some(({ side }) => side === standby))
      throw new Error(`${service.id} writes on the standby, which was refused`);
  }
  facts.push("the primary served on: every service acknowledged rows there, and none on the standby");
}
