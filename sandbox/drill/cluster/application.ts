import http from "node:http";
import { z } from "zod";
import type { ApplicationDatabase } from "./application-database";

const BODY_LIMIT_BYTES = 4096;
const DRAIN_MS = 3000;
const row = z.object({ seq: z.number().int().min(0) });

/** What one application stand-in is to be. */
export interface ApplicationOptions {
  readonly namespace: string;
  /** Name of its Deployment. */
  readonly name: string;
  /** Its connections; absent where the workload talks to no database. */
  readonly database?: ApplicationDatabase | undefined;
  /** Makes it a proxy: port of the workload that gets every request; undefined while there is none. */
  readonly upstream?: (() => number | undefined) | undefined;
}

/** A running application. */
export interface Application {
  /** HTTP port on 127.0.0.1. */
  readonly port: number;
  /** Answers what it has begun (3 s at most), then ends with its database sessions. */
  stop(): Promise<void>;
  /** Ends at once. */
  kill(): void;
}

/**
 * Serves what stands for an application: `GET` of any path says whether it can do its work, `POST /drill/rows` with
 * `{"seq": n}` writes a row and is answered 201 only when that is committed.
 */
export async function startApplication(options: ApplicationOptions): Promise<Application> {
  const { database } = options;
  const server = http.createServer((request, response) => {
    answer(options, request, response).catch((error: unknown) => {
      if (!response.headersSent) send(response, 503, down(error));
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  const address = server.address();
  if (address === null || typeof address === "string")
    throw new Error(`application ${options.name}: no port`);
  return {
    port: address.port,
    stop: async () => {
      const drained = new Promise<void>((resolve) => {
        server.close(() => {
          resolve();
        });
      });
      const limit = setTimeout(() => {
        server.closeAllConnections();
      }, DRAIN_MS);
      await drained;
      clearTimeout(limit);
      await database?.end();
    },
    kill: () => {
      server.close();
      server.closeAllConnections();
      void database?.end();
    },
  };
}

async function answer(
  options: ApplicationOptions,
  request: http.IncomingMessage,
  response: http.ServerResponse,
): Promise<void> {
  const { database, upstream, namespace } = options;
  if (upstream !== undefined) {
    forward(upstream(), request, response);
  } else if (request.method === "GET") {
    await database?.query("SELECT 1");
    send(response, 200, { status: "healthy", side: namespace, workload: options.name });
  } else if (request.method !== "POST" || request.url !== "/drill/rows") {
    send(response, 404, { status: "not found" });
  } else if (database === undefined) {
    send(response, 503, down(new Error(`${options.name} has no database`)));
  } else {
    const { success, data } = row.safeParse(await json(request));
    if (!success) {
      send(response, 400, { status: 'expected {"seq": <whole number>}' });
      return;
    }
    await database.query("INSERT INTO public.lifeboat_drill_rows(seq, side) VALUES ($1, $2)", [
      data.seq,
      namespace,
    ]);
    send(response, 201, { seq: data.seq, side: namespace });
  }
}

/** Passes a request on as it came; 502 when nobody answers it. */
function forward(
  port: number | undefined,
  request: http.IncomingMessage,
  response: http.ServerResponse,
): void {
  const refuse = (reason: string): void => {
    if (response.headersSent) response.destroy();
    else send(response, 502, { status: "down", reason });
  };
  if (port === undefined) {
    request.resume();
    refuse("no workload of component api serves in this namespace");
    return;
  }
  const { method, url, headers } = request;
  const onward = http.request({ host: "127.0.0.1", port, method, path: url, headers, agent: false });
  onward.on("error", (error) => {
    refuse(error.message);
  });
  onward.on("response", (reply) => {
    response.writeHead(reply.statusCode ?? 502, reply.headers);
    reply.on("error", () => response.destroy());
    reply.pipe(response);
  });
  request.on("error", () => onward.destroy());
  request.pipe(onward);
}

async function json(request: http.IncomingMessage): Promise<unknown> {
  let text = "";
  for await (const chunk of request.setEncoding("utf8")) {
    text += String(chunk);
    if (text.length > BODY_LIMIT_BYTES) return undefined;
  }
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Says "down", not "unhealthy": a health check may look for the word "healthy". */
function down(error: unknown): object {
  return { status: "down", reason: error instanceof Error ? error.message : String(error) };
}

function send(response: http.ServerResponse, status: number, body: object): void {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(`${JSON.stringify(body)}\n`);
}
