import { services as catalog } from "../../infra/catalog";
import type { Service } from "../../infra/catalog/types";
import { budget } from "../../infra/recovery/budget";
import type { DrillArguments } from "./arguments";
import { backUp, replicate } from "./backups";
import type { Declared, DrillResult, ServiceResult } from "./drill-result";
import { failOver, handOver, loseRegion, mustDeploy, regainRegion, seenBy } from "./failover";
import { passageOf } from "./passage";
import { openWorld, type World } from "./world";

/** MiB of filler in each database where the command line says nothing. */
const DEFAULT_FILLER_MIB = 8;

const declaredOf = (service: Service): Declared => {
  const { recoveryTime, databaseGib } = budget(service, "now");
  return {
    rpoSeconds: service.objectives.rpoMinutes * 60,
    rtoSeconds: service.objectives.rtoMinutes * 60,
    detectionSeconds: recoveryTime.detectionMinutes * 60,
    dnsSeconds: recoveryTime.dnsMinutes * 60,
    restoreSeconds: recoveryTime.restoreMinutes * 60,
    startSeconds: recoveryTime.startMinutes * 60,
    restoreGib: databaseGib,
  };
};

/** Both environments as they are in service: primary active, standby waiting, two backups there and copied. */
async function inService(world: World, tell: (line: string) => void): Promise<void> {
  const { sides, stacks, traffic } = world;
  await mustDeploy(stacks.up(sides.primary), "the primary does not deploy");
  await mustDeploy(stacks.up(sides.standby), "the standby does not deploy");
  await traffic.load(world.awsUrl);
  traffic.startWriters();
  tell("waiting until every service answers at its public name");
  await seenBy(world, ({ id }) => traffic.ledger.entries(id, "public").length > 0);
}

/** The whole drill of one fault. */
export async function drill(args: DrillArguments, tell: (line: string) => void): Promise<DrillResult> {
  const startedAt = new Date().toISOString();
  const services = catalog.filter(({ id }) => args.services.includes(id));
  const sizeMib = args.sizeMib ?? (args.rows === undefined ? DEFAULT_FILLER_MIB : undefined);
  const world = await openWorld({ services, scale: args.scale, filler: { rows: args.rows, sizeMib }, tell });
  try {
    const { sides, stacks, clock } = world;
    await inService(world, tell);
    const replicator = replicate(world);
    tell("backing up every service");
    await backUp(world, sides.primary);
    await replicator.drain();
    await clock.sleep(60);
    tell("the primary's region is lost");
    const lostAt = clock.now();
    await loseRegion(world, sides.primary);
    const failover = await failOver(world, lostAt);
    const results: ServiceResult[] = [];
    for (const service of services)
      results.push({
        service: service.id,
        declared: declaredOf(service),
        failover: await passageOf(world, service, failover),
      });
    tell("the primary's region is back");
    const handovers = [clock.now()];
    await regainRegion(world, sides.primary);
    await stacks.configure(sides.primary, { posture: "fenced" });
    await mustDeploy(stacks.up(sides.primary), "the primary cannot be fenced");
    const failback = await handOver(world, sides.standby, sides.primary, handovers);
    const both: ServiceResult[] = [];
    for (const [index, service] of services.entries()) {
      const before = results[index];
      if (before !== undefined) both.push({ ...before, failback: await passageOf(world, service, failback) });
    }
    await stacks.configure(sides.standby, { posture: "passive" });
    await mustDeploy(stacks.up(sides.standby), "the standby cannot wait again");
    await mustDeploy(stacks.up(sides.primary), "the primary does not come to rest");
    await replicator.stop();
    return {
      engineVersion: stacks.engineVersion,
      scale: args.scale,
      fault: args.fault,
      startedAt,
      finishedAt: new Date().toISOString(),
      facts: [],
      services: both,
    };
  } finally {
    await world.close();
  }
}
