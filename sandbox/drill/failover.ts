import { setTimeout as wait } from "node:timers/promises";
import { settings } from "./commands";
import type { Change } from "./passage";
import { namespaceOf, type Side } from "./sides";
import { isPrimaryBucket } from "./backups";
import type { Deployment } from "./stacks";
import type { World } from "./world";

/** Real milliseconds between two looks. */
const LOOK_MS = 20;
/** Longest real wait in milliseconds for health checks and resolvers, in times of what they are declared to take. */
const PATIENCE = 10;
/** Declared seconds after which a change must have been seen: detection, TTL, and a round of each for the return. */
const DECLARED_SECONDS = 180;

/** A region's end, all at once: cluster, database, load balancer and the buckets that lie there. */
export async function loseRegion(
  { objectStore, services, traffic, facts }: World,
  side: Side,
): Promise<void> {
  const lost = side.cluster.lose();
  const crashed = side.postgres.crash();
  traffic.cut(side);
  if (side.role === "primary") objectStore.fail(isPrimaryBucket(services), "away");
  const [left] = await Promise.all([lost, crashed]);
  if (left !== undefined) facts.push(left);
}

/** The region is back, with everything as it was left: node, database and pods start by themselves. */
export async function regainRegion({ objectStore, traffic, connect }: World, side: Side): Promise<void> {
  await side.cluster.regain();
  await side.postgres.start();
  connect(side);
  objectStore.mend();
  traffic.mend(side);
}

/**
 * Waits until a condition holds for each service.
 * @returns when it came to hold, by service id; a service is missing where it never did
 */
export async function seenBy(
  { services, clock }: World,
  holds: (service: World["services"][number]) => boolean,
): Promise<ReadonlyMap<string, number>> {
  const seen = new Map<string, number>();
  const until = clock.now() + Math.max(60_000, clock.toRealMs(DECLARED_SECONDS) * PATIENCE);
  while (seen.size < services.length && clock.now() < until) {
    for (const service of services)
      if (!seen.has(service.id) && holds(service)) seen.set(service.id, clock.now());
    await wait(LOOK_MS);
  }
  return seen;
}

/** Waits until clients at the public name have an acknowledgement of a side; gives up after a time. */
export async function publicAt(world: World, side: Side, fromMs: number): Promise<void> {
  const { traffic, services } = world;
  const namespaces = new Set(services.map((service) => namespaceOf(service, side)));
  await seenBy(world, ({ id }) =>
    traffic.ledger.entries(id, "public").some((entry) => entry.at > fromMs && namespaces.has(entry.side)),
  );
}

/** A deployment that has to succeed. @throws Error with the engine's own words */
export async function mustDeploy(deployment: Promise<Deployment>, what: string): Promise<Deployment> {
  const ended = await deployment;
  if (!ended.succeeded) throw new Error(`${what}:\n${ended.diagnostics}`);
  return ended;
}

/** Something that stops an activation until it is taken away. */
export interface Hindrance {
  /** Line that reports its beginning. */
  readonly title: string;
  /** Begins. @returns takes it away */
  begin(world: World): () => Promise<void>;
}

/** `pulumi up`, stopped by a hindrance first and then again without it. @throws Error where it was not stopped */
async function upAgainst(world: World, side: Side, hindrance: Hindrance): Promise<Deployment> {
  const { stacks, tell } = world;
  tell(hindrance.title);
  const clear = hindrance.begin(world);
  const stopped = await stacks.up(side);
  await clear();
  if (stopped.succeeded) throw new Error(`${hindrance.title}, and yet pulumi up succeeded`);
  world.facts.push(`${hindrance.title}: pulumi up stopped with: ${firstError(stopped.diagnostics)}`);
  return stacks.up(side);
}

/** A job's own words on its failure, as the provider quotes the end of a container's log. */
const OWN_WORDS = /"level":"error"[^\n]*?"message":"((?:[^"\\]|\\.)*)"/;

/** The first error of a deployment that says more than that there was one, on one line: a job's own where there is one. */
export function firstError(diagnostics: string): string {
  const own = OWN_WORDS.exec(diagnostics)?.[1];
  if (own !== undefined) return own;
  const lines = diagnostics.split("\n");
  const at = lines.findIndex((line) => /\berror: /.test(line) && !line.endsWith("update failed"));
  // A list of problems begins with how many there are.
  const said = at < 0 ? lines : lines.slice(at, lines[at]?.endsWith(":") === true ? at + 2 : at + 1);
  return said
    .join(" ")
    .replace(/^\s*error:\s*/, "")
    .replace(/\s+/g, " ")
    .trim();
}

/**
 * The primary is lost: dr becomes active without asking it.
 * @param fenceFirst whether the primary's pods can still be stopped: nobody can tell when what it lost comes back
 * @param hindrance what stops the first try
 * @param restoreAlone seconds of the restores alone that those of this activation are held against
 */
export async function failOver(
  world: World,
  stoppedAt: number,
  {
    fenceFirst = false,
    hindrance,
    restoreAlone,
  }: {
    readonly fenceFirst?: boolean;
    readonly hindrance?: Hindrance;
    readonly restoreAlone: ReadonlyMap<string, number>;
  },
): Promise<Change> {
  const { sides, stacks, clock, traffic } = world;
  const seenAt = await seenBy(world, (service) => !traffic.isUp(service, sides.primary));
  const decidedAt = clock.now();
  if (fenceFirst) {
    await stacks.configure(sides.primary, settings.fence);
    const fence = await stacks.up(sides.primary);
    if (fence.succeeded) throw new Error("the primary could be fenced although it has no database");
    world.facts.push(`the primary's pods are stopped, its login is not: ${firstError(fence.diagnostics)}`);
  }
  await stacks.configure(sides.standby, settings.activateAlone);
  const activation =
    hindrance === undefined ? stacks.up(sides.standby) : upAgainst(world, sides.standby, hindrance);
  const { succeeded, diagnostics } = await activation;
  if (succeeded) await publicAt(world, sides.standby, decidedAt);
  return {
    from: sides.primary,
    to: sides.standby,
    fenced: false,
    stoppedAt,
    seenAt,
    decidedAt,
    handovers: [],
    restoreAlone,
    failure: succeeded ? undefined : diagnostics,
  };
}

/**
 * A failover or failback with nothing broken: the side that serves is fenced, then the other one becomes active.
 * @param afterLoss whether the side that serves was activated without asking the other one
 */
export async function handOver(
  world: World,
  from: Side,
  to: Side,
  handovers: readonly number[],
  afterLoss = false,
): Promise<Change> {
  const { stacks, clock } = world;
  const stoppedAt = clock.now();
  const change = {
    from,
    to,
    fenced: true,
    stoppedAt,
    seenAt: new Map<string, number>(),
    decidedAt: stoppedAt,
    restoreAlone: new Map<string, number>(),
  };
  await stacks.configure(from, afterLoss ? settings.fenceAfterLoss : settings.fence);
  const fence = await stacks.up(from);
  if (!fence.succeeded) return { ...change, handovers, failure: fence.diagnostics };
  await stacks.configure(to, settings.activate);
  const { succeeded, diagnostics } = await stacks.up(to);
  if (succeeded) await publicAt(world, to, stoppedAt);
  return { ...change, handovers, failure: succeeded ? undefined : diagnostics };
}
