import https from "node:https";
import net from "node:net";
import { readFileSync } from "node:fs";
import { temporaryDirectory } from "../../../sandbox/servers/at-exit";
import { makeCertificate } from "../../../sandbox/servers/certificate";

/** How the stand-in answers: with a status and a text, slowly byte by byte, or not at all. */
export type Behaviour =
  { readonly status: number; readonly body: string; readonly location?: string } | "drip" | "hang";

/** An application's health endpoint over TLS, with a certificate that nobody trusts. */
export interface HealthServer {
  readonly port: number;
  /** The name that clients asked for, one entry a request. */
  readonly asked: readonly string[];
  /** How it answers from now on; a list is used up one by one, its last stays. */
  behave(...behaviours: readonly [Behaviour, ...Behaviour[]]): void;
  stop(): Promise<void>;
}

const portOf = (server: net.Server): number => {
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("server has no port");
  return address.port;
};

const listen = (server: net.Server): Promise<void> =>
  new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));

/** Starts the server on a free port of 127.0.0.1. It answers 200 and `{"status":"healthy"}` until told otherwise. */
export async function startHealthServer(): Promise<HealthServer> {
  const directory = temporaryDirectory("health");
  const { keyFile, certFile } = await makeCertificate(directory.path);
  const asked: string[] = [];
  let behaviours: readonly Behaviour[] = [{ status: 200, body: '{"status":"healthy"}' }];
  const server = https.createServer(
    { key: readFileSync(keyFile), cert: readFileSync(certFile) },
    (request, response) => {
      asked.push(`${request.headers.host ?? ""}${request.url ?? ""}`);
      const [behaviour = "hang", ...later] = behaviours;
      if (later.length > 0) behaviours = later;
      if (behaviour === "hang") return;
      if (behaviour === "drip") {
        response.writeHead(200);
        const drip = setInterval(() => response.write("."), 100);
        response.on("close", () => {
          clearInterval(drip);
        });
        return;
      }
      const { status, body, location } = behaviour;
      response.writeHead(status, location === undefined ? {} : { location }).end(body);
    },
  );
  await listen(server);
  return {
    port: portOf(server),
    asked,
    behave: (...next) => {
      behaviours = next;
    },
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      directory.remove();
    },
  };
}

/** An HTTP proxy that tunnels by CONNECT: the only way out of a pod. */
export interface ConnectProxy {
  readonly url: string;
  /** The names that it was asked to connect to. */
  readonly connected: readonly string[];
  stop(): Promise<void>;
}

/** Starts the proxy on a free port. @param ports host name to port of 127.0.0.1; it answers 502 for any other name. */
export async function startConnectProxy(ports: ReadonlyMap<string, number>): Promise<ConnectProxy> {
  const connected: string[] = [];
  const open = new Set<net.Socket>();
  const server = net.createServer((client) => {
    open.add(client);
    client.on("error", () => client.destroy());
    client.once("data", (head: Buffer) => {
      const name = /^CONNECT ([^:]+):\d+ HTTP/.exec(head.toString())?.[1] ?? "";
      connected.push(name);
      const port = ports.get(name);
      if (port === undefined) {
        client.end("HTTP/1.1 502 Bad Gateway\r\n\r\n");
        return;
      }
      const upstream = net.connect(port, "127.0.0.1", () => {
        client.write("HTTP/1.1 200 Connection established\r\n\r\n");
        client.pipe(upstream);
        upstream.pipe(client);
      });
      open.add(upstream);
      upstream.on("error", () => client.destroy());
    });
  });
  await listen(server);
  return {
    url: `http://127.0.0.1:${portOf(server)}`,
    connected,
    stop: async () => {
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
