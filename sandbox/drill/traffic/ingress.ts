import { readFileSync } from "node:fs";
import http from "node:http";
import https from "node:https";
import type { Certificate } from "../../servers/certificate";
import { listen } from "../../servers/listener";
import { normalName } from "./records";

const UPSTREAM_TIMEOUT_MS = 10_000;
/** Headers that speak of one connection only, not of the request that is passed on. */
const CONNECTION_HEADERS = ["connection", "keep-alive", "transfer-encoding", "upgrade", "te", "trailer"];

/** Where a request is passed on to. */
export interface Upstream {
  /** Unix socket of an HTTP server. */
  readonly socketPath: string;
  /** Path and query to ask for there. */
  readonly path: string;
}

/** What an ingress serves. */
export interface IngressOptions {
  /** Self-signed is enough: neither health checks nor the drill's clients verify it. */
  readonly certificate: Certificate;
  /** Asked for each request, with its host and its path and query; undefined where no route matches. */
  readonly find: (host: string, path: string) => Upstream | undefined;
}

/** The load balancer and ingress of one environment. */
export interface Ingress {
  /** HTTPS port on 127.0.0.1. */
  readonly port: number;
  /** Whether the region is down. */
  readonly isCut: boolean;
  /** Region fault: ends every connection and refuses new ones; they are reset at once, not left without an answer. */
  cut(): void;
  /** Takes the fault back. */
  mend(): void;
  /** Ends it. */
  close(): Promise<void>;
}

function answer(response: http.ServerResponse, status: number, reason: string): void {
  if (response.headersSent || response.destroyed) {
    response.destroy();
    return;
  }
  const body = JSON.stringify({ error: http.STATUS_CODES[status], reason });
  response.writeHead(status, { "content-type": "application/json" }).end(body);
}

const passedOn = (headers: http.IncomingHttpHeaders): http.IncomingHttpHeaders =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !CONNECTION_HEADERS.includes(name)));

function forward(
  request: http.IncomingMessage,
  response: http.ServerResponse,
  { socketPath, path }: Upstream,
): void {
  const upstream = http.request(
    {
      socketPath,
      method: request.method,
      path,
      headers: passedOn(request.headers),
      agent: false,
      timeout: UPSTREAM_TIMEOUT_MS,
    },
    (from) => {
      response.writeHead(from.statusCode ?? 502, passedOn(from.headers));
      from.pipe(response);
      from.once("error", () => response.destroy());
    },
  );
  upstream.once("timeout", () => upstream.destroy(new Error(`no answer in ${UPSTREAM_TIMEOUT_MS} ms`)));
  upstream.on("error", (error) => {
    answer(response, 502, `the workload does not answer: ${error.message}`);
  });
  response.once("close", () => upstream.destroy());
  request.pipe(upstream);
}

/**
 * Starts the ingress of an environment: 404 for what no route names, 502 where nobody answers.
 * @throws when the certificate's files cannot be read.
 */
export async function startIngress({ certificate, find }: IngressOptions): Promise<Ingress> {
  const server = https.createServer(
    { key: readFileSync(certificate.keyFile), cert: readFileSync(certificate.certFile) },
    (request, response) => {
      const host = normalName((request.headers.host ?? "").replace(/:\d+$/, ""));
      const upstream = find(host, request.url ?? "/");
      if (upstream === undefined) answer(response, 404, `no route for host ${host === "" ? "(none)" : host}`);
      else forward(request, response, upstream);
    },
  );
  // A client that leaves in the middle of a handshake is its own affair.
  server.on("tlsClientError", () => undefined);
  let away = false;
  const listener = await listen(server);
  server.on("connection", (socket) => {
    if (away) socket.destroy();
  });
  return {
    port: listener.port,
    get isCut() {
      return away;
    },
    cut: () => {
      away = true;
      listener.destroyConnections();
    },
    mend: () => {
      away = false;
    },
    close: () => listener.close(),
  };
}
