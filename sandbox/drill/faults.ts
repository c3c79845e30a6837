import type { Fault } from "./arguments";
import { isPrimaryBucket, isReplicaBucket } from "./backups";
import { type Hindrance, loseRegion, regainRegion } from "./failover";
import type { ObjectName, DrillCluster } from "./cluster/drill-cluster";
import { isOn } from "./sides";
import type { World } from "./world";
import { z } from "zod";

const pods = z.looseObject({
  items: z.array(
    z.looseObject({
      metadata: z.looseObject({ name: z.string() }),
      status: z.looseObject({
        containerStatuses: z
          .array(
            z.looseObject({
              containerID: z.string().optional(),
              state: z.looseObject({ running: z.unknown().optional() }),
            }),
          )
          .default([]),
      }),
    }),
  ),
});

/** Ends the running containers of a Job at once; its controller may try another pod. */
export async function killJob(cluster: DrillCluster, namespace: string, job: string): Promise<void> {
  const selector = encodeURIComponent(`batch.kubernetes.io/job-name=${job}`);
  const found = await cluster.api.get(`/api/v1/namespaces/${namespace}/pods?labelSelector=${selector}`);
  for (const { metadata, status } of pods.parse(found).items)
    for (const { containerID, state } of status.containerStatuses)
      if (containerID !== undefined && state.running !== undefined)
        // One that has ended a moment ago is dead too.
        await cluster.killContainer(namespace, metadata.name, containerID).catch(() => undefined);
}

/** What breaks, and how the world gets over it. */
export interface FaultPlan {
  /** Line that reports its beginning. */
  readonly title: string;
  /** Line that reports its end. */
  readonly overTitle: string;
  strike(world: World): Promise<void>;
  /**
   * How dr takes over: `lost` when the primary cannot be asked, `stopped` when its pods still can be, so that it is
   * fenced as far as that goes; `refused` when the primary serves on and dr may not become active at all.
   */
  readonly takeover: "lost" | "stopped" | "refused";
  /** What stops the first activation of dr. */
  readonly hindrance?: Hindrance;
  /** Everything is back. */
  regain(world: World): Promise<void>;
}

const lostRegion: FaultPlan = {
  title: "the primary's region is lost",
  overTitle: "the primary's region is back",
  takeover: "lost",
  strike: (world) => loseRegion(world, world.sides.primary),
  regain: (world) => regainRegion(world, world.sides.primary),
};

/** Every restore on the standby is killed as soon as its rows are in, before they are judged and switched to. */
const killedRestore: Hindrance = {
  title: "each restore is killed half-way",
  begin: ({ sides, services, lines }) => {
    const isStandby = isOn(sides.standby, services);
    const kills: Promise<void>[] = [];
    const listener = ({ namespace, name }: ObjectName, line: string): void => {
      if (isStandby(namespace) && line.includes('"event":"restored"'))
        kills.push(killJob(sides.standby.cluster, namespace, name));
    };
    lines.add(listener);
    return async () => {
      lines.delete(listener);
      await Promise.all(kills);
    };
  },
};

/** The standby's database server fails too, as soon as the first restore has begun. */
const secondFailure: Hindrance = {
  title: "the standby's database fails during the restore",
  begin: ({ sides, services, lines }) => {
    const { postgres } = sides.standby;
    const isStandby = isOn(sides.standby, services);
    let halted: Promise<void> | undefined;
    const listener = ({ namespace }: ObjectName, line: string): void => {
      if (isStandby(namespace) && line.includes('"event":"backup_chosen"')) halted ??= postgres.crash();
    };
    lines.add(listener);
    return async () => {
      lines.delete(listener);
      await halted;
      await postgres.start();
    };
  },
};

const deniedReplicas: Hindrance = {
  title: "the standby's credentials do not open the replica buckets",
  begin: ({ services, objectStore }) => {
    const mend = objectStore.fail(isReplicaBucket(services), "denied");
    return () => {
      mend();
      return Promise.resolve();
    };
  },
};

/** The faults that a drill can play. */
export const faults: Readonly<Record<Fault, FaultPlan>> = {
  region: lostRegion,
  database: {
    title: "the primary's database is lost",
    overTitle: "the primary's database is back",
    takeover: "stopped",
    strike: ({ sides }) => sides.primary.postgres.crash(),
    regain: ({ sides }) => sides.primary.postgres.start(),
  },
  bucket: {
    title: "the primary's buckets are lost",
    overTitle: "the primary's buckets are back",
    takeover: "refused",
    strike: ({ services, objectStore }) => {
      objectStore.fail(isPrimaryBucket(services), "away");
      return Promise.resolve();
    },
    regain: ({ objectStore }) => {
      objectStore.mend();
      return Promise.resolve();
    },
  },
  credentials: { ...lostRegion, hindrance: deniedReplicas },
  "half-restore": { ...lostRegion, hindrance: killedRestore },
  "second-failure": { ...lostRegion, hindrance: secondFailure },
};
