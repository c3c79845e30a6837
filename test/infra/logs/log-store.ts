import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:https";
import { z } from "zod";
import type { Certificate } from "../../../sandbox/servers/certificate";
import { StoreApi, type Reply } from "./store-api";

const action = z.object({ create: z.object({ _index: z.string(), _id: z.string() }) });
const document = z.looseObject({
  "@timestamp": z.string(),
  service: z.string(),
  environment: z.string(),
  stream: z.string(),
  message: z.string(),
  level: z.string().optional(),
  fields: z.record(z.string(), z.unknown()).optional(),
  refused: z.string().optional(),
  kubernetes: z.object({ namespace: z.string(), pod: z.string(), container: z.string() }),
});

/** A document as the store has it. */
export type Stored = z.infer<typeof document> & { readonly index: string };

/** How the store answers: as a store that is well, never, the whole request by a status, or each document by one. */
export type Mood = "well" | "silent" | { readonly request: number } | { readonly item: number };

/** What a request meets before the store answers it. */
export interface Obstacle {
  /** Milliseconds that the answer takes longer. @default 0 */
  readonly lateMilliseconds?: number;
  /** Answer in place of the store's own. @default the store's own */
  readonly reply?: Reply;
}

/** A store of logs that speaks `create` of the bulk API, and what a retention job asks. */
export interface LogStore {
  readonly port: number;
  /** Documents, policies and indices; lines of the bulk API are not among them. */
  readonly api: StoreApi;
  /** What a request other than a bulk one meets; undefined for nothing. */
  obstacle: (method: string, path: string) => Obstacle | undefined;
  /** Requests other than bulk ones so far, `GET /` and the like, without a query. */
  readonly asked: readonly string[];
  /** How it answers from now on. */
  mood: Mood;
  /** Status for a document, in place of 201; undefined for none. */
  refuse: (stored: Stored) => number | undefined;
  /** What it has. */
  readonly documents: readonly Stored[];
  /** Requests so far, also those that it refused. */
  readonly requests: number;
  /** All that ever came, as it came. */
  readonly received: string;
  /** Header `Authorization` of the latest request. */
  readonly authorization: string | undefined;
  /** Ends it; connections are refused until `open`. */
  close(): Promise<void>;
  /** Listens again, on the same port. */
  open(): Promise<void>;
}

/** Starts a store behind https on a free port of 127.0.0.1. */
export async function startLogStore({ keyFile, certFile }: Certificate): Promise<LogStore> {
  const stored = new Map<string, Stored>();
  let [requests, received, port] = [0, "", 0];
  let authorization: string | undefined;
  let server: Server | undefined;
  const state: Pick<LogStore, "mood" | "refuse" | "obstacle"> = {
    mood: "well",
    refuse: () => undefined,
    obstacle: () => undefined,
  };
  const api = new StoreApi();
  const asked: string[] = [];
  const bulk = (body: string): { status: number; text: string } => {
    requests += 1;
    received += body;
    const { mood } = state;
    // A gateway answers in words of its own.
    if (typeof mood === "object" && "request" in mood)
      return { status: mood.request, text: "<html>busy</html>" };
    const lines = body.trimEnd().split("\n");
    const items = lines.flatMap((line, place) => {
      if (place % 2 === 1) return [];
      const { _index: index, _id: id } = action.parse(JSON.parse(line)).create;
      const one = { ...document.parse(JSON.parse(lines[place + 1] ?? "")), index };
      const key = `${index}/${id}`;
      const busy = typeof mood === "object" ? mood.item : undefined;
      const status = busy ?? state.refuse(one) ?? (stored.has(key) ? 409 : 201);
      if (status === 201) stored.set(key, one);
      return [{ create: { status, ...(status === 201 ? {} : { error: { type: `made_up_${status}` } }) } }];
    });
    const errors = items.some(({ create }) => create.status !== 201);
    return { status: 200, text: JSON.stringify({ errors, items }) };
  };
  const late = new Set<NodeJS.Timeout>();
  const open = async (): Promise<void> => {
    const made = createServer(
      { key: readFileSync(keyFile), cert: readFileSync(certFile) },
      (request, reply) => {
        const parts: Buffer[] = [];
        authorization = request.headers.authorization;
        request.on("data", (part: Buffer) => parts.push(part));
        request.on("end", () => {
          const body = Buffer.concat(parts).toString("utf8");
          const [url, method] = [new URL(request.url ?? "/", "https://store"), request.method ?? ""];
          const send = ({ status, text, headers }: Reply): void => {
            reply.writeHead(status, { "Content-Type": "application/json", ...headers }).end(text);
          };
          if (url.pathname.endsWith("/_bulk")) {
            const { mood } = state;
            const answer = bulk(body);
            if (mood !== "silent") send(answer);
            return;
          }
          asked.push(`${method} ${url.pathname}`);
          const met = state.obstacle(method, url.pathname);
          const answer = (): void => {
            send(met?.reply ?? api.reply(method, url, body));
          };
          if (met?.lateMilliseconds === undefined) answer();
          else late.add(setTimeout(answer, met.lateMilliseconds));
        });
      },
    );
    await new Promise<void>((resolve) => made.listen(port, "127.0.0.1", resolve));
    const address = made.address();
    if (address === null || typeof address === "string") throw new Error("log store: no port");
    ({ port } = address);
    server = made;
  };
  await open();
  return {
    get port() {
      return port;
    },
    get mood() {
      return state.mood;
    },
    set mood(mood) {
      state.mood = mood;
    },
    get refuse() {
      return state.refuse;
    },
    set refuse(refuse) {
      state.refuse = refuse;
    },
    get obstacle() {
      return state.obstacle;
    },
    set obstacle(obstacle) {
      state.obstacle = obstacle;
    },
    api,
    asked,
    get documents() {
      return [...stored.values()];
    },
    get requests() {
      return requests;
    },
    get received() {
      return received;
    },
    get authorization() {
      return authorization;
    },
    open,
    close: async () => {
      late.forEach(clearTimeout);
      server?.closeAllConnections();
      await new Promise<void>((resolve) => {
        if (server === undefined) resolve();
        else
          server.close(() => {
            resolve();
          });
      });
    },
  };
}
