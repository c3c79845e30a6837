import type net from "node:net";

/** A server of this process that listens on 127.0.0.1. */
export interface Listener {
  /** TCP port on 127.0.0.1. */
  readonly port: number;
  /** Ends every open connection at once. */
  destroyConnections(): void;
  /** Ends connections and server, and waits until it is gone; calling it twice is allowed. */
  close(): Promise<void>;
}

/** Lets a server listen on a free port of 127.0.0.1 and keeps account of its connections. */
export async function listen(server: net.Server): Promise<Listener> {
  const sockets = new Set<net.Socket>();
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined);
    socket.once("close", () => sockets.delete(socket));
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen({ host: "127.0.0.1", port: 0 }, resolve);
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("listener: has no TCP port");
  const destroyConnections = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  let closed: Promise<void> | undefined;
  return {
    port: address.port,
    destroyConnections,
    close: () => {
      closed ??= new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        destroyConnections();
      });
      return closed;
    },
  };
}
