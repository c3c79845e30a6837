import { chmodSync, readFileSync } from "node:fs";
import net from "node:net";
import tls from "node:tls";
import { Authority } from "../cluster/certificates";
import { temporaryDirectory } from "./at-exit";
import { listen } from "./listener";
import type { LocalServer } from "./local-server";

/** What a front is made from. */
export interface S3TlsOptions {
  /** TCP port on 127.0.0.1 of a server that speaks S3 in plain text, such as moto's. */
  readonly upstreamPort: number;
  /** IP addresses beside 127.0.0.1 that clients reach it at, such as the nodes' of clusters. @default none */
  readonly addresses?: readonly string[];
}

/** A TLS front of a server that speaks S3. */
export interface S3Tls extends LocalServer {
  /** `https://127.0.0.1:<port>`. Clients must name buckets in the path, not in the host. */
  readonly url: string;
  /** PEM file of the authority to trust; made at start, and removed at the end. */
  readonly caFile: string;
}

/**
 * Starts a TLS front on a free port of 127.0.0.1. It ends connections with a close_notify: pgBackRest speaks S3 by TLS
 * alone, and takes a connection that ends without one as an error, which is how moto's own TLS ends them.
 * @throws with openssl's own message.
 */
export async function startS3Tls({ upstreamPort, addresses = [] }: S3TlsOptions): Promise<S3Tls> {
  const directory = temporaryDirectory("s3-tls");
  try {
    // Servers that archive run as users of their own and read the authority; the keys stay unreadable to them.
    chmodSync(directory.path, 0o711);
    const authority = await Authority.make(directory.path, "lifeboat-s3-tls");
    // pgBackRest compares the host with names alone, even where the host is an address; other clients want addresses.
    const named = ["127.0.0.1", ...addresses].flatMap((address) => [`IP:${address}`, `DNS:${address}`]);
    const subject = { name: "s3", addresses: ["DNS:localhost", ...named] };
    const { key, cert } = await authority.issue("server", subject);
    const server = tls.createServer({ key: readFileSync(key), cert: readFileSync(cert) }, (client) => {
      passOn(client, upstreamPort);
    });
    // A client that leaves in the middle of a handshake is its own affair.
    server.on("tlsClientError", () => undefined);
    const listener = await listen(server);
    const { port } = listener;
    return {
      url: `https://127.0.0.1:${port}`,
      port,
      caFile: authority.cert,
      stop: async () => {
        await listener.close();
        directory.remove();
      },
    };
  } catch (error) {
    directory.remove();
    throw error;
  }
}

/** Passes a connection on. Where the server ends it, `end` sends the close_notify; one that breaks is cut, as seen. */
function passOn(client: tls.TLSSocket, port: number): void {
  const upstream = net.connect({ host: "127.0.0.1", port });
  client.pipe(upstream).pipe(client);
  upstream.on("error", () => client.destroy());
  client.on("error", () => upstream.destroy());
  client.on("close", () => upstream.destroy());
}
