import type { Service } from "../../infra/catalog/types";
import { makeCertificate } from "../servers/certificate";
import { temporaryDirectory } from "../servers/at-exit";
import { startMoto } from "../servers/moto";
import { startPostgres } from "../servers/postgres";
import { clusterBackend, type Cluster } from "./cluster/cluster-backend";
import type { ClusterEvent } from "./cluster/cluster-event";
import { told } from "./cluster/stored-object";
import type { JobsLog } from "./jobs-log";
import { createClock, type Clock } from "./clock";
import { databaseBackend } from "./database-backend";
import { preparePrimary, prepareStandby, type Filler } from "./drill-database";
import { startObjectStore, type ObjectStore } from "./object-store";
import type { Sides } from "./sides";
import { jobImages, openStacks, type Stacks } from "./stacks";
import { openTraffic, type Traffic } from "./traffic";

/** How large the world of a drill is. */
export interface WorldOptions {
  readonly services: readonly Service[];
  readonly scale: number;
  readonly filler: Filler;
  /** Takes a line about what is done. */
  readonly tell: (line: string) => void;
  /** Takes each line that a pod writes. */
  readonly jobsLog: JobsLog;
}

/** Two regions on one machine, and everything that a drill acts on. */
export interface World {
  readonly services: readonly Service[];
  readonly clock: Clock;
  readonly sides: Sides;
  readonly cluster: Cluster;
  readonly objectStore: ObjectStore;
  readonly stacks: Stacks;
  readonly traffic: Traffic;
  /** Endpoint of AWS' APIs. */
  readonly awsUrl: string;
  /** Hear each line that a pod writes, with its namespace. */
  readonly lines: Set<(namespace: string, line: string) => void>;
  /** What the cluster has done so far. */
  readonly events: readonly ClusterEvent[];
  /** What a reader must know to judge the drill; grows with it. */
  readonly facts: string[];
  /** Takes a line about what is done. */
  readonly tell: (line: string) => void;
  /** Ends every server and process. */
  close(): Promise<void>;
}

/** Starts servers, engine and traffic; nothing is deployed yet. Takes about fifteen seconds. */
export async function openWorld({ services, scale, filler, tell, jobsLog }: WorldOptions): Promise<World> {
  const stops: (() => Promise<void> | void)[] = [];
  const close = async (): Promise<void> => {
    for (const stop of stops.reverse().splice(0)) await stop();
  };
  try {
    const clock = createClock(scale);
    const directory = temporaryDirectory("drill");
    stops.push(() => {
      directory.remove();
    });
    tell("starting two PostgreSQL servers and moto");
    const [primary, standby, moto] = await Promise.all([startPostgres(), startPostgres(), startMoto()]);
    stops.push(
      () => primary.stop(),
      () => standby.stop(),
      () => moto.stop(),
    );
    const sides: Sides = {
      primary: {
        role: "primary",
        stack: "prod",
        ingressHost: "ingress.primary.example.com",
        region: "us-east-1",
        postgres: primary,
      },
      standby: {
        role: "standby",
        stack: "dr",
        ingressHost: "ingress.standby.example.com",
        region: "us-west-2",
        postgres: standby,
      },
    };
    for (const service of services) {
      await preparePrimary(primary, service, filler);
      await prepareStandby(standby, service);
    }
    const objectStore = await startObjectStore(moto.url);
    stops.push(() => objectStore.close());
    const events: ClusterEvent[] = [];
    const facts: string[] = [];
    const lines: World["lines"] = new Set();
    let proxyUrl = "";
    const cluster = clusterBackend({
      jobImages: jobImages(),
      inject: () => ({
        AWS_ACCESS_KEY_ID: moto.env["AWS_ACCESS_KEY_ID"] ?? "",
        AWS_SECRET_ACCESS_KEY: moto.env["AWS_SECRET_ACCESS_KEY"] ?? "",
        https_proxy: proxyUrl,
      }),
      onEvent: (event) => {
        events.push(event);
        if (event.phase === "retried")
          facts.push(`${told(event.object)} was tried again: ${event.message ?? ""}`);
      },
      onLine: (owner, line) => {
        const { namespace } = owner;
        jobsLog(told(owner), line);
        for (const hear of lines) hear(namespace ?? "default", line);
      },
    });
    stops.push(() => cluster.close());
    const traffic = await openTraffic({
      services,
      sides,
      clock,
      workloads: cluster.workloads,
      certificate: await makeCertificate(directory.path),
    });
    stops.push(() => traffic.close());
    proxyUrl = traffic.proxyUrl;
    const stacks = await openStacks({
      folder: `${directory.path}/engine`,
      services,
      sides,
      objectStoreUrl: objectStore.url,
      awsUrl: moto.url,
      backends: { kubernetes: cluster.backend, postgresql: databaseBackend() },
      tell,
    });
    stops.push(() => {
      stacks.close();
    });
    return {
      services,
      clock,
      sides,
      cluster,
      objectStore,
      stacks,
      traffic,
      awsUrl: moto.url,
      lines,
      events,
      facts,
      tell,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
