import http from "node:http";
import net from "node:net";
import type { Duplex } from "node:stream";
import { listen } from "../../servers/listener";
import type { Resolver } from "./resolver";

/** A forward proxy that knows only names of the drill. */
export interface Proxy {
  /** For `https_proxy`, such as `http://127.0.0.1:20001`. */
  readonly url: string;
  /** TCP port on 127.0.0.1. */
  readonly port: number;
  /** Ends it and every tunnel. */
  close(): Promise<void>;
}

function refuse(client: Duplex, status: number, reason: string): void {
  const head = `HTTP/1.1 ${status} ${http.STATUS_CODES[status] ?? ""}\r\ncontent-type: text/plain\r\n`;
  client.end(`${head}content-length: ${Buffer.byteLength(reason)}\r\nconnection: close\r\n\r\n${reason}`);
}

function tunnel(client: Duplex, head: Buffer, port: number): void {
  const upstream = net.connect({ host: "127.0.0.1", port });
  let established = false;
  upstream.once("connect", () => {
    established = true;
    client.write("HTTP/1.1 200 Connection Established\r\n\r\n");
    upstream.write(head);
    upstream.pipe(client);
    client.pipe(upstream);
  });
  upstream.on("error", (error) => {
    if (established) client.destroy();
    else refuse(client, 502, `cannot connect: ${error.message}`);
  });
  upstream.once("close", () => {
    if (established) client.destroy();
  });
  client.once("close", () => upstream.destroy());
}

/** Starts a proxy for CONNECT; 502 with the reason for a name that is unknown or does not answer. */
export async function startProxy({ resolver }: { readonly resolver: Resolver }): Promise<Proxy> {
  const server = http.createServer((_, response) => {
    response.writeHead(405, { "content-type": "text/plain" }).end("this proxy speaks CONNECT only");
  });
  server.on("connect", (request: http.IncomingMessage, client: Duplex, head: Buffer) => {
    client.on("error", () => undefined);
    const [, host = ""] = /^(.+):\d+$/.exec(request.url ?? "") ?? [];
    try {
      tunnel(client, head, resolver.resolve(host).port);
    } catch (error) {
      refuse(client, 502, error instanceof Error ? error.message : String(error));
    }
  });
  const listener = await listen(server);
  const { port } = listener;
  return { url: `http://127.0.0.1:${port}`, port, close: () => listener.close() };
}
