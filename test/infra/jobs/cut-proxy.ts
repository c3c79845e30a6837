import net from "node:net";

/** A TCP proxy on loopback that breaks connections: an upload or a download that is cut off. */
export interface CutProxy {
  readonly url: string;
  /** How many connections it broke. */
  readonly cuts: () => number;
  stop(): Promise<void>;
}

/**
 * @param target where to pass on to, such as `http://127.0.0.1:5000`.
 * @param direction which way is counted: what the client sends (up) or gets (down).
 * @param bytes after how many bytes a connection is broken.
 * @param times how many connections are broken before all pass. @default all are
 */
export async function startCutProxy(
  target: string,
  direction: "up" | "down",
  bytes: number,
  times = Number.POSITIVE_INFINITY,
): Promise<CutProxy> {
  const { hostname, port } = new URL(target);
  const open = new Set<net.Socket>();
  let cuts = 0;
  const server = net.createServer((client) => {
    const upstream = net.connect(Number(port), hostname);
    let passed = 0;
    for (const socket of [client, upstream]) {
      open.add(socket);
      socket.on("error", () => socket.destroy());
      socket.on("close", () => {
        open.delete(socket);
        client.destroy();
        upstream.destroy();
      });
    }
    client.pipe(upstream);
    upstream.pipe(client);
    (direction === "up" ? client : upstream).on("data", (chunk: Buffer) => {
      passed += chunk.length;
      if (passed < bytes || cuts >= times) return;
      cuts += 1;
      client.destroy();
      upstream.destroy();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("proxy has no port");
  return {
    url: `http://127.0.0.1:${address.port}`,
    cuts: () => cuts,
    stop: async () => {
      for (const socket of open) socket.destroy();
      await new Promise<void>((resolve) =>
        server.close(() => {
          resolve();
        }),
      );
    },
  };
}
