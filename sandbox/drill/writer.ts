import https from "node:https";
import { text } from "node:stream/consumers";
import { createSecureContext } from "node:tls";
import { z } from "zod";
import { createClock, type Clock } from "./clock";
import type { Ledger, WritePath } from "./ledger";
import type { Resolver } from "./traffic/resolver";

/** Below a prefix that every service's Ingress and proxy pass on to what has the database. */
const PATH = "/api/drill/rows";
const CREATED = 201;
/** One for all connections: making one takes as long as a handshake. */
const secureContext = createSecureContext();

/** First number of each client, so that no two clients of a service write the same row; all fit in an integer. */
export const FIRST_SEQ: Readonly<Record<WritePath, number>> = {
  public: 1,
  primary: 1_000_000_000,
  standby: 2_000_000_000,
};

/** One client that writes rows one after the other. */
export interface WriterOptions {
  /** Service id, for the ledger. */
  readonly service: string;
  readonly path: WritePath;
  /** Host name of that path. */
  readonly host: string;
  readonly resolver: Resolver;
  /** Gets each acknowledged row. */
  readonly ledger: Ledger;
  /** Only its `now` is used: clients wait in real time. @default a clock of real time */
  readonly clock?: Pick<Clock, "now">;
  /** @default FIRST_SEQ of the path */
  readonly firstSeq?: number;
  /** Real milliseconds between an answer and the next row. @default 500 */
  readonly pauseMs?: number;
  /** Real milliseconds within which a row must be acknowledged. @default 2000 */
  readonly timeoutMs?: number;
}

/** What a client has done so far. */
export interface WriterCounts {
  /** Rows sent. A row without an acknowledgement may be there all the same; its number is not used again. */
  readonly sent: number;
  readonly acknowledged: number;
  /** Why the last row was not acknowledged; undefined while all were. */
  readonly lastFailure: string | undefined;
}

/** A client at work. */
export interface Writer {
  counts(): WriterCounts;
  /** Ends it after the row at hand. */
  stop(): Promise<void>;
}

const acknowledgement = z.object({ seq: z.number(), side: z.string() });

/** Sends one row and returns the side that acknowledged it. @throws when none did in time. */
async function writeRow({ host, resolver, timeoutMs = 2000 }: WriterOptions, seq: number): Promise<string> {
  const { port } = resolver.resolve(host);
  const body = JSON.stringify({ seq });
  const [status, answer] = await new Promise<[number, string]>((resolve, reject) => {
    const request = https.request({
      ...{ host: "127.0.0.1", port, method: "POST", path: PATH, agent: false },
      ...{ servername: host, rejectUnauthorized: false, secureContext },
      headers: { host, "content-type": "application/json", "content-length": Buffer.byteLength(body) },
      signal: AbortSignal.timeout(timeoutMs),
    });
    request.once("error", reject);
    request.once("response", (response) => {
      text(response).then((received) => {
        resolve([response.statusCode ?? 0, received]);
      }, reject);
    });
    request.end(body);
  });
  if (status !== CREATED) throw new Error(`POST https://${host}${PATH}: ${status} ${answer.slice(0, 200)}`);
  const acknowledged = acknowledgement.parse(JSON.parse(answer));
  if (acknowledged.seq !== seq)
    throw new Error(`POST https://${host}${PATH}: sent row ${seq}, acknowledged is ${acknowledged.seq}`);
  return acknowledged.side;
}

/** Starts a client: rising numbers, one row at a time, a new connection and a new look-up for each. */
export function startWriter(options: WriterOptions): Writer {
  const { service, path, ledger, pauseMs = 500, clock = createClock(1) } = options;
  const stopping = new AbortController();
  const pause = createClock(1);
  let seq = options.firstSeq ?? FIRST_SEQ[path];
  let sent = 0;
  let acknowledged = 0;
  let lastFailure: string | undefined;
  const run = async (): Promise<void> => {
    for (; !stopping.signal.aborted; seq += 1) {
      sent += 1;
      try {
        const side = await writeRow(options, seq);
        ledger.append({ service, seq, side, path, at: clock.now() });
        acknowledged += 1;
      } catch (error) {
        lastFailure = error instanceof Error ? error.message : String(error);
      }
      await pause.sleep(pauseMs / 1000, stopping.signal);
    }
  };
  const running = run();
  return {
    counts: () => ({ sent, acknowledged, lastFailure }),
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
}
