import { createConnection, type Socket } from "node:net";

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
