import { spawn } from "node:child_process";
import path from "node:path";
import type { Cluster } from "../../sandbox/cluster/cluster";
import { exposePort, type ExposedPort } from "../../sandbox/cluster/expose";
import { Pods } from "../../sandbox/cluster/pods";
import { startCluster } from "../../sandbox/cluster/start";
import { buildImage, type BuiltImage } from "../../sandbox/images/build";
import type { ImageName } from "../../sandbox/images/dockerfile";
import { openOnce } from "./open-once";

const COMMAND = ["--import", "tsx", path.resolve(__dirname, "../../sandbox/cluster/main.ts")];

/** A cluster for the tests of one worker. */
export interface SharedCluster {
  readonly cluster: Cluster;
  readonly pods: Pods;
  /** An image that its node has; it is imported where it has it not. */
  readonly image: (name: ImageName) => Promise<BuiltImage>;
  /** Lets pods reach a server on this machine's loopback from now on, at the node's address. */
  readonly expose: (port: number) => Promise<ExposedPort>;
}

/** The one cluster of this worker: started by the first test that asks, shared by all files, removed once the process has ended. */
export const sharedCluster = openOnce(open);

async function open(): Promise<SharedCluster> {
  const cluster = await startCluster({ name: `proof-${process.pid}`, mortal: true });
  removeAfterwards(cluster);
  const images = new Map<ImageName, Promise<BuiltImage>>();
  return {
    cluster,
    pods: await Pods.of(cluster),
    image: (name) => {
      const known = images.get(name) ?? importImage(cluster, name);
      images.set(name, known);
      return known;
    },
    expose: (port) => exposePort(cluster, port),
  };
}

/** A worker that is ended is killed before it has removed a cluster: somebody else waits for its end, and does it. */
function removeAfterwards({ name }: Cluster): void {
  const wait = 'tail --pid="$1" --sleep-interval=0.5 --follow /dev/null; shift; exec "$@"';
  const down = [process.execPath, ...COMMAND, "down", "--name", name];
  spawn("/bin/sh", ["-c", wait, "sh", String(process.pid), ...down], {
    detached: true,
    stdio: "ignore",
  }).unref();
}

async function importImage(cluster: Cluster, name: ImageName): Promise<BuiltImage> {
  const image = await buildImage(name);
  await cluster.importImage(image.archive);
  return image;
}
