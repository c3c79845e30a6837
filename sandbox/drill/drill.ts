import os from "node:os";
import { services as catalog } from "../../infra/catalog";
import type { Service, Role } from "../../infra/catalog/types";
import { namespaceName } from "../../infra/naming";
import { budget } from "../../infra/recovery/budget";
import type { DrillArguments } from "./arguments";
import { backUp, replicate } from "./backups";
import { settings } from "./commands";
import type { DrillCluster } from "./cluster/drill-cluster";
import { openGivenCluster } from "./cluster/given-cluster";
import { openSandboxCluster } from "./cluster/sandbox-cluster";
import type { Declared, DrillResult, ServiceResult } from "./drill-result";
import { failOver, handOver, mustDeploy, seenBy } from "./failover";
import { type FaultPlan, faults } from "./faults";
import type { JobsLog } from "./jobs-log";
import { type Change, passageOf } from "./passage";
import { rehearse } from "./cron-job";
import { refuse } from "./refusal";
import type { Replicator } from "./replicator";
import { openWorld, type World } from "./world";

/** MiB of filler in each database where the command line says nothing. */
const DEFAULT_FILLER_MIB = 8;
/** Declared seconds of writing after the last backup: what a loss may cost. */
const SECONDS_BEFORE_FAULT = 60;

const declaredOf = (service: Service): Declared => {
  const { databaseGib, dump } = budget(service, "now");
  const { detection, DNS, restore, start } = dump.downtime.terms;
  return {
    rpoSeconds: service.objectives.rpoMinutes * 60,
    rtoSeconds: service.objectives.rtoMinutes * 60,
    detectionSeconds: detection * 60,
    dnsSeconds: DNS * 60,
    restoreSeconds: restore * 60,
    startSeconds: start * 60,
    restoreGib: databaseGib,
  };
};

/** The cluster of a side: the user's where the command line names one, else one that is made for the drill. */
function clusterOf(
  { contexts, address, mayHoldMore }: DrillArguments,
  services: readonly Service[],
  role: Role,
  others: readonly string[],
  tell: (line: string) => void,
): Promise<DrillCluster> {
  const stack = role === "primary" ? "prod" : "dr";
  if (contexts === undefined || address === undefined)
    return openSandboxCluster(`drill-${stack}-${process.pid}`, others, tell);
  const namespaces = services.map(({ namespace }) => namespaceName(namespace, role));
  return openGivenCluster({ context: contexts[stack], address, mayHoldMore, namespaces, others });
}

/** Both environments as they are in service: primary active, standby waiting, a backup there and copied. */
async function inService(world: World): Promise<Replicator> {
  const { sides, stacks, traffic, tell, clock } = world;
  await mustDeploy(stacks.up(sides.primary), "the primary does not deploy");
  await mustDeploy(stacks.up(sides.standby), "the standby does not deploy");
  await traffic.load(world.awsUrl);
  traffic.startWriters();
  tell("waiting until every service answers at its public name");
  await seenBy(world, ({ id }) => traffic.ledger.entries(id, "public").length > 0);
  const replicator = replicate(world);
  tell("backing up every service");
  await backUp(world, sides.primary);
  await replicator.drain();
  await clock.sleep(SECONDS_BEFORE_FAULT);
  return replicator;
}

/** Seconds of each restore alone; none where the activation's first restore is hindered, or nothing is lost. */
async function restoresAlone(world: World, plan: FaultPlan): Promise<ReadonlyMap<string, number>> {
  if (plan.takeover === "refused" || plan.hindrance !== undefined) return new Map();
  world.tell("restoring every service on the side that waits, to know what that takes alone");
  return rehearse(world, world.sides.standby);
}

/** The way to the standby: after a loss without asking the primary, else from a primary that is fenced first. */
async function toStandby(world: World, plan: FaultPlan, replicator: Replicator): Promise<Change> {
  const { sides, clock, tell } = world;
  const restoreAlone = await restoresAlone(world, plan);
  tell(plan.title);
  const struckAt = clock.now();
  await plan.strike(world);
  if (plan.takeover !== "refused") {
    const { hindrance } = plan;
    const fenceFirst = plan.takeover === "stopped";
    const hindered = hindrance === undefined ? {} : { hindrance };
    return failOver(world, struckAt, { fenceFirst, restoreAlone, ...hindered });
  }
  await refuse(world);
  tell(plan.overTitle);
  await plan.regain(world);
  await backUp(world, sides.primary);
  await replicator.drain();
  return handOver(world, sides.primary, sides.standby, []);
}

/** The way back, from a standby that is fenced first. */
async function toPrimary(world: World, plan: FaultPlan): Promise<Change> {
  const { sides, stacks, clock, tell } = world;
  const handovers = [clock.now()];
  if (plan.takeover !== "refused") {
    tell(plan.overTitle);
    await plan.regain(world);
    await stacks.configure(sides.primary, settings.fence);
    await mustDeploy(stacks.up(sides.primary), "the primary cannot be fenced");
  }
  return handOver(world, sides.standby, sides.primary, handovers, plan.takeover !== "refused");
}

/** The standby waits again; then neither stack has anything left to do. */
async function toRest({ sides, stacks }: World): Promise<DrillResult["unrest"]> {
  await stacks.configure(sides.standby, settings.wait);
  await mustDeploy(stacks.up(sides.standby), "the standby cannot wait again");
  await mustDeploy(stacks.up(sides.primary), "the primary does not come to rest");
  const found: string[] = [];
  for (const side of [sides.primary, sides.standby]) {
    const changes = await stacks.unchanged(side);
    if (changes !== undefined) found.push(`${side.stack}: ${changes}`);
  }
  return found;
}

/** Takes the stacks away from clusters of the user's. */
async function leaveEmpty({ sides, stacks }: World): Promise<void> {
  // The peer's outputs are read until its own stack is gone.
  for (const side of [sides.standby, sides.primary]) if (side.cluster.isGiven) await stacks.destroy(side);
}

const failed = (change: Change): boolean => change.failure !== undefined;

/** The whole drill of one fault: there, back and to rest; a way that fails ends it. */
export async function drill(
  args: DrillArguments,
  tell: (line: string) => void,
  jobsLog: JobsLog,
): Promise<DrillResult> {
  const startedAt = new Date().toISOString();
  const services = catalog.filter(({ id }) => args.services.includes(id));
  const sizeMib = args.sizeMib ?? (args.rows === undefined ? DEFAULT_FILLER_MIB : undefined);
  const world = await openWorld({
    services,
    scale: args.scale,
    filler: { rows: args.rows, sizeMib },
    openCluster: (role, others) => clusterOf(args, services, role, others, tell),
    tell,
    jobsLog,
  });
  try {
    const filler = sizeMib === undefined ? `${String(args.rows)} rows` : `${String(sizeMib)} MiB`;
    world.facts.push(
      `${os.cpus().length} processors, ${services.length} services at once, each database with ${filler} of filler`,
    );
    const plan = faults[args.fault];
    const replicator = await inService(world);
    const there = await toStandby(world, plan, replicator);
    const results: ServiceResult[] = [];
    for (const service of services)
      results.push({
        service: service.id,
        declared: declaredOf(service),
        failover: await passageOf(world, service, there),
      });
    const back = failed(there) ? undefined : await toPrimary(world, plan);
    const both: ServiceResult[] = [];
    for (const [index, result] of results.entries()) {
      const service = services[index];
      if (back === undefined || service === undefined) both.push(result);
      else both.push({ ...result, failback: await passageOf(world, service, back) });
    }
    const unrest =
      back === undefined || failed(back) ? ["a failover or failback failed"] : await toRest(world);
    await replicator.stop();
    await leaveEmpty(world);
    return {
      engineVersion: world.stacks.engineVersion,
      scale: args.scale,
      fault: args.fault,
      startedAt,
      finishedAt: new Date().toISOString(),
      facts: world.facts,
      services: both,
      unrest,
    };
  } finally {
    await world.close();
  }
}
