import http from "node:http";
import { z } from "zod";

/** Zone that the stand-in knows. */
export const ZONE = "0123456789abcdef0123456789abcdef";

/** A request for a purge, as it came. */
export interface Purge {
  readonly everything: boolean;
  readonly files: readonly string[];
}

/** How the API answers in place of its own judgement. */
export type ApiAnswer =
  | {
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: string;
    }
  | "hang"
  | "drip";

/**
 * How the CDN's host answers: as a cache does, with an old copy whatever was purged, after somebody else who asked
 * first, with an error, or as a host that Cloudflare does not come before.
 */
export type CdnManner = "cache" | "stale" | "crowded" | "broken" | "bare";

/** Cloudflare's API for one zone, and a host of that zone, on one port. */
export interface CloudflareServer {
  /** Base URL of the API. */
  readonly apiUrl: string;
  /** URL of a file that the CDN serves. */
  url(path: string): string;
  /** Accepted purges, in order. */
  readonly purges: readonly Purge[];
  /** When each request to the API came, in milliseconds. */
  readonly asked: readonly number[];
  /** How the API answers next, one for each request; then by its own judgement again. */
  answer(...answers: readonly ApiAnswer[]): void;
  /** How the CDN's host answers from now on. */
  behave(manner: CdnManner): void;
  stop(): Promise<void>;
}

const purgeBody = z.strictObject({
  purge_everything: z.literal(true).optional(),
  files: z.array(z.string()).min(1).max(30).optional(),
});

const cloudflareJson = (errors: readonly { code: number; message: string }[], success = false): string =>
  JSON.stringify({ success, errors, messages: [], result: success ? { id: ZONE } : null });

const denied = cloudflareJson([{ code: 10000, message: "Authentication error" }]);
const noRoute = cloudflareJson([{ code: 7003, message: "Could not route to /zones" }]);
const badRequest = cloudflareJson([{ code: 1012, message: "Request must contain one of" }]);

async function textOf(request: http.IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of request) text += String(chunk);
  return text;
}

/** What the cache of the stand-in holds. */
class Cache {
  readonly purges: Purge[] = [];
  private readonly copies = new Set<string>();
  manner: CdnManner = "cache";

  purge(purge: Purge): void {
    this.purges.push(purge);
    if (purge.everything) this.copies.clear();
    for (const url of purge.files) this.copies.delete(url);
  }

  status(url: string): string {
    const crowded = this.manner === "crowded" && this.purges.length === 1;
    const status = this.manner === "stale" || crowded || this.copies.has(url) ? "HIT" : "MISS";
    this.copies.add(url);
    return status;
  }
}

/** Starts the stand-in on a free port of 127.0.0.1. @param token the only token that it accepts */
export async function startCloudflare(token: string): Promise<CloudflareServer> {
  const cache = new Cache();
  const asked: number[] = [];
  let answers: readonly ApiAnswer[] = [];

  const judge = (zone: string, authorization: string | undefined, text: string): [number, string] => {
    if (authorization !== `Bearer ${token}`) return [403, denied];
    if (zone !== ZONE) return [404, noRoute];
    const body = purgeBody.safeParse(JSON.parse(text));
    if (!body.success) return [400, badRequest];
    cache.purge({ everything: body.data.purge_everything === true, files: body.data.files ?? [] });
    return [200, cloudflareJson([], true)];
  };

  const api = async (zone: string, request: http.IncomingMessage, response: http.ServerResponse) => {
    asked.push(Date.now());
    const text = await textOf(request);
    const [next, ...later] = answers;
    answers = later;
    if (next === "hang") return;
    if (next === "drip") {
      const drip = setInterval(() => response.write(" "), 100);
      response.on("close", () => {
        clearInterval(drip);
      });
      return;
    }
    if (next !== undefined) {
      response.writeHead(next.status, next.headers).end(next.body ?? "");
      return;
    }
    const [status, body] = judge(zone, request.headers.authorization, text);
    response.writeHead(status, { "content-type": "application/json" }).end(body);
  };

  const cdn = (url: string, response: http.ServerResponse): void => {
    if (cache.manner === "broken") response.writeHead(503).end();
    else if (cache.manner === "bare") response.end("logo");
    else response.setHeader("cf-cache-status", cache.status(url)).end("logo");
  };

  const server = http.createServer((request, response) => {
    const zone = /^\/client\/v4\/zones\/([^/]*)\/purge_cache$/.exec(request.url ?? "")?.[1];
    if (zone === undefined) cdn(`${origin}${request.url ?? ""}`, response);
    else void api(zone, request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("server has no port");
  const origin = `http://127.0.0.1:${address.port}`;
  return {
    apiUrl: `${origin}/client/v4`,
    url: (path) => `${origin}${path}`,
    purges: cache.purges,
    asked,
    answer: (...next) => {
      answers = next;
    },
    behave: (manner) => {
      cache.manner = manner;
    },
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
