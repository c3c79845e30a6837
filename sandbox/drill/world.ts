import type { Service, Role } from "../../infra/catalog/types";
import { namespaceName } from "../../infra/naming";
import { SANDBOX_ACCOUNT } from "../engine/stand-in-settings";
import { temporaryDirectory } from "../servers/at-exit";
import { makeCertificate } from "../servers/certificate";
import { startMoto, type Moto } from "../servers/moto";
import { startPostgres } from "../servers/postgres";
import { createClock, type Clock } from "./clock";
import { ClusterWatch } from "./cluster/cluster-watch";
import { type DrillCluster, type ClusterEvent, type ObjectName, titleOf } from "./cluster/drill-cluster";
import { podSurroundings } from "./cluster/pod-surroundings";
import { preparePrimary, prepareStandby, type Filler } from "./drill-database";
import type { JobsLog } from "./jobs-log";
import { startObjectStore, type ObjectStore } from "./object-store";
import { namespaceOf, type Side, type Sides } from "./sides";
import { openStacks, type Stacks } from "./stacks";
import { openTraffic, type Traffic } from "./traffic";
import { IngressRoutes } from "./traffic/ingress-routes";

/** How large the world of a drill is, and where it stands. */
export interface WorldOptions {
  readonly services: readonly Service[];
  readonly scale: number;
  readonly filler: Filler;
  /** Opens the cluster of a side. @param others namespaces of others that its stack finds there */
  readonly openCluster: (role: Role, others: readonly string[]) => Promise<DrillCluster>;
  /** Takes a line about what is done. */
  readonly tell: (line: string) => void;
  /** Takes each line that a pod writes. */
  readonly jobsLog: JobsLog;
}

/** Two regions, and everything that a drill acts on. */
export interface World {
  readonly services: readonly Service[];
  readonly clock: Clock;
  readonly sides: Sides;
  readonly objectStore: ObjectStore;
  readonly stacks: Stacks;
  readonly traffic: Traffic;
  /** Endpoint of AWS' APIs. */
  readonly awsUrl: string;
  /** Hear each line that a pod writes, with what the pod is part of. */
  readonly lines: Set<(owner: ObjectName, line: string) => void>;
  /** What the clusters have done so far. */
  readonly events: readonly ClusterEvent[];
  /** What a reader must know to judge the drill; grows with it. */
  readonly facts: string[];
  /** Takes a line about what is done. */
  readonly tell: (line: string) => void;
  /** Watches a side's cluster once it is there again. */
  readonly connect: (side: Side) => void;
  /** Ends every server and process. */
  close(): Promise<void>;
}

const PLACES = {
  primary: { stack: "prod", ingressHost: "ingress.primary.internal", region: "us-east-1" },
  standby: { stack: "dr", ingressHost: "ingress.standby.internal", region: "us-west-2" },
} as const;

/** What is to be ended, newest first. */
type Stops = (() => Promise<void> | void)[];

/** Starts a side's cluster and its database server. */
async function openSide(
  role: Role,
  { services, filler, openCluster }: WorldOptions,
  stops: Stops,
): Promise<Side> {
  const place = PLACES[role];
  // Alertmanager's namespace, which belongs to its operator.
  const cluster = await openCluster(role, [namespaceName("monitoring", role)]);
  stops.push(() => cluster.close());
  const postgres = await startPostgres({ network: cluster.databaseNetwork });
  stops.push(() => postgres.stop());
  for (const service of services)
    await (role === "primary"
      ? preparePrimary(postgres, service, filler)
      : prepareStandby(postgres, service));
  return { role, ...place, cluster, routes: new IngressRoutes(), postgres };
}

async function openMoto(stops: Stops): Promise<Moto> {
  const moto = await startMoto(SANDBOX_ACCOUNT);
  stops.push(() => moto.stop());
  return moto;
}

/** Starts clusters, servers, engine and traffic; nothing is deployed yet. Takes about a minute. */
export async function openWorld(options: WorldOptions): Promise<World> {
  const { services, scale, tell, jobsLog } = options;
  const stops: Stops = [];
  const close = async (): Promise<void> => {
    for (const stop of stops.reverse().splice(0)) await stop();
  };
  try {
    const clock = createClock(scale);
    const directory = temporaryDirectory("drill");
    stops.push(() => {
      directory.remove();
    });
    tell("starting two clusters with a PostgreSQL server each, and moto");
    const opening = [
      openSide("primary", options, stops),
      openSide("standby", options, stops),
      openMoto(stops),
    ] as const;
    // Where one fails, the others can be ended only once they are there.
    await Promise.allSettled(opening);
    const [primary, standby, moto] = await Promise.all(opening);
    const sides: Sides = { primary, standby };
    const objectStore = await startObjectStore(moto.url);
    stops.push(() => objectStore.close());
    const traffic = await openTraffic({
      services,
      sides,
      clock,
      certificate: await makeCertificate(directory.path),
    });
    stops.push(() => traffic.close());
    const events: ClusterEvent[] = [];
    const facts: string[] = [];
    const lines: World["lines"] = new Set();
    const watches = new Map<Side, ClusterWatch>();
    for (const side of [primary, standby]) {
      const { cluster, routes } = side;
      const namespaces = services.map((service) => namespaceOf(service, side));
      await cluster.expose(objectStore.port);
      await cluster.expose(traffic.proxyPort);
      for (const policy of podSurroundings(
        {
          proxyUrl: `http://${cluster.address}:${traffic.proxyPort}`,
          noProxy: ["kubernetes.default.svc", ".svc", cluster.address],
          aws: {
            id: moto.env["AWS_ACCESS_KEY_ID"] ?? "",
            secret: moto.env["AWS_SECRET_ACCESS_KEY"] ?? "",
          },
        },
        namespaces,
      ))
        await cluster.apply(policy);
      watches.set(
        side,
        new ClusterWatch({
          namespaces: new Set(namespaces),
          onEvent: (event) => {
            events.push(event);
            if (event.phase === "retried")
              facts.push(`${titleOf(event.object)} was retried: ${event.message ?? ""}`);
          },
          onLine: (owner, line) => {
            jobsLog(titleOf(owner), line);
            for (const hear of lines) hear(owner, line);
          },
          onIngress: (object, isThere) => {
            routes.hear(object, isThere);
          },
        }),
      );
    }
    const connect = (side: Side): void => {
      watches.get(side)?.connect(side.cluster.api);
    };
    connect(primary);
    connect(standby);
    const stacks = await openStacks({
      folder: `${directory.path}/engine`,
      services,
      sides,
      objectStorePort: objectStore.port,
      awsUrl: moto.url,
      tell,
    });
    stops.push(() => {
      stacks.close();
    });
    return {
      ...{ services, clock, sides, objectStore, stacks, traffic, awsUrl: moto.url },
      ...{ lines, events, facts, tell, connect, close },
    };
  } catch (error) {
    await close();
    throw error;
  }
}
