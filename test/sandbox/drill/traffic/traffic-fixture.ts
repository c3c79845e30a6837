import http from "node:http";
import https from "node:https";
import path from "node:path";
import { text } from "node:stream/consumers";
import { afterAll } from "vitest";
import type { Upstream } from "../../../../sandbox/drill/traffic/ingress";
import { temporaryDirectory } from "../../../../sandbox/servers/at-exit";
import { makeCertificate, type Certificate } from "../../../../sandbox/servers/certificate";

/** What the tests of one file opened, closed after the last of them, newest first. */
export class Opened {
  readonly #closers: (() => unknown)[] = [];

  constructor() {
    afterAll(async () => {
      for (const close of this.#closers.reverse()) await close();
    });
  }

  /** Has something closed at the end. */
  add<T extends { close(): unknown }>(thing: T): T {
    this.#closers.push(() => thing.close());
    return thing;
  }

  /** A certificate whose files go at the end. */
  async certificate(): Promise<Certificate> {
    const directory = temporaryDirectory("traffic");
    this.#closers.push(() => {
      directory.remove();
    });
    return makeCertificate(directory.path);
  }

  /** An HTTP server with a handler, as what stands behind an ingress. @returns its socket */
  async application(handler: http.RequestListener): Promise<string> {
    const directory = temporaryDirectory("application");
    const socket = path.join(directory.path, "socket");
    const server = http.createServer(handler);
    await new Promise<void>((resolve) => server.listen(socket, resolve));
    this.#closers.push(() => {
      server.close();
      server.closeAllConnections();
      directory.remove();
    });
    return socket;
  }
}

/** Finds the sockets behind hosts, which tests may change; paths stay as they are. */
export const behind =
  (sockets: ReadonlyMap<string, string>) =>
  (host: string, asked: string): Upstream | undefined => {
    const socketPath = sockets.get(host);
    return socketPath === undefined ? undefined : { socketPath, path: asked };
  };

/** What came back. */
export interface Reply {
  readonly status: number;
  readonly body: string;
  readonly headers: http.IncomingHttpHeaders;
}

/** One request to an ingress by host name. */
export function ask(
  port: number,
  host: string,
  options: Pick<https.RequestOptions, "method" | "path"> & {
    readonly headers?: Readonly<Record<string, string>>;
  } = {},
  body = "",
): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const request = https.request(
      {
        ...{ host: "127.0.0.1", port, path: "/", agent: false, rejectUnauthorized: false, ...options },
        headers: { host, ...options.headers },
      },
      (response) => {
        const { statusCode: status = 0, headers } = response;
        text(response).then((received) => {
          resolve({ status, body: received, headers });
        }, reject);
      },
    );
    request.once("error", reject);
    request.end(body);
  });
}

/** Waits until a condition holds. @throws after 5 seconds */
export async function until(condition: () => boolean, what: string): Promise<void> {
  const deadline = Date.now() + 5000;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error(`${what}: not within 5 s`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}
