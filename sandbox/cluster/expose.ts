import { rmSync } from "node:fs";
import { createConnection, createServer, type Socket } from "node:net";
import path from "node:path";
import { temporaryDirectory } from "../servers/at-exit";
import { findProgram } from "../servers/find-program";
import { startServer } from "../servers/process";
import { ClusterError, type Cluster } from "./cluster";

/** A port of the machine's loopback that pods reach at the node's address, under the same number. */
export interface ExposedPort {
  /** Ends it, and the connections through it. */
  close(): Promise<void>;
}

/**
 * Lets pods of a cluster reach a server that listens on the machine's loopback. Nothing listens on the machine but a
 * socket file: the port is the node's.
 * @throws ClusterError where socat is missing
 */
export async function exposePort(cluster: Cluster, port: number): Promise<ExposedPort> {
  const socat = findProgram("socat");
  if (socat === undefined) throw new ClusterError("socat: not found; run sudo .ci/setup-debian.sh");
  const folder = temporaryDirectory("port");
  const socket = path.join(folder.path, "socket");
  const server = createServer((client) => {
    passOn(client, port);
  });
  await new Promise<void>((resolve) => server.listen(socket, resolve));
  const listen = `TCP-LISTEN:${port},bind=${cluster.addresses.node},reuseaddr,fork`;
  const inside = await startServer({
    name: `port ${port} of ${cluster.name}`,
    command: cluster.inNetwork(socat, listen, `UNIX-CONNECT:${socket}`),
    logFile: path.join(folder.path, "socat.log"),
    ready: () => answers(cluster.addresses.node, port),
  });
  return {
    close: async () => {
      await inside.stop();
      await new Promise((resolve) => server.close(resolve));
      rmSync(socket, { force: true });
      folder.remove();
    },
  };
}

function answers(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createConnection({ host, port });
    probe.once("connect", () => {
      probe.destroy();
      resolve(true);
    });
    probe.once("error", () => {
      resolve(false);
    });
  });
}

/** Passes a connection on to a port of this machine's loopback, both ways; when one end closes, so does the other. */
export function passOn(client: Socket, port: number): void {
  const upstream = createConnection({ host: "127.0.0.1", port });
  for (const [from, to] of [
    [client, upstream],
    [upstream, client],
  ] as const) {
    from.pipe(to);
    from.on("error", () => to.destroy());
    from.on("close", () => to.destroy());
  }
}
