import http from "node:http";
import { listen } from "../servers/listener";

/** What is wrong with a bucket. */
export type BucketFault = "away" | "denied";

/** One address for the buckets of all regions, between the jobs and the server that holds them. */
export interface ObjectStore {
  /** Endpoint, on 127.0.0.1. */
  readonly url: string;
  /** Its TCP port there. */
  readonly port: number;
  /**
   * Lets every request for these buckets fail: `away` ends the connection as a region that is down does, `denied`
   * answers 403 as a missing right does.
   * @returns takes this fault back
   */
  fail(buckets: (bucket: string) => boolean, fault: BucketFault): () => void;
  /** Takes back every fault. */
  mend(): void;
  /** Ends it. */
  close(): Promise<void>;
}

const DENIED =
  '<?xml version="1.0" encoding="UTF-8"?><Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>';

/** The bucket of a request with its path-style address. */
const bucketOf = (url: string | undefined): string => /^\/([^/?]*)/.exec(url ?? "")?.[1] ?? "";

/** Starts it. @param upstream endpoint of the server that holds the buckets */
export async function startObjectStore(upstream: string): Promise<ObjectStore> {
  const target = new URL(upstream);
  const faults = new Set<{ readonly buckets: (bucket: string) => boolean; readonly fault: BucketFault }>();
  const server = http.createServer((request, response) => {
    const fault = [...faults].find(({ buckets }) => buckets(bucketOf(request.url)))?.fault;
    if (fault === "away") {
      request.socket.destroy();
      return;
    }
    if (fault === "denied") {
      request.resume();
      response.writeHead(403, { "content-type": "application/xml" }).end(DENIED);
      return;
    }
    const passed = http.request(
      {
        host: target.hostname,
        port: target.port,
        method: request.method,
        path: request.url,
        headers: Object.fromEntries(Object.entries(request.headers).filter(([name]) => name !== "expect")),
      },
      (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      },
    );
    passed.once("error", () => response.destroy());
    response.once("close", () => passed.destroy());
    request.pipe(passed);
  });
  // An upload asks first whether it may go on, and the server behind answers that itself.
  server.on("checkContinue", (request: http.IncomingMessage, response: http.ServerResponse) => {
    response.writeContinue();
    server.emit("request", request, response);
  });
  const listener = await listen(server);
  return {
    url: `http://127.0.0.1:${listener.port}`,
    port: listener.port,
    fail: (buckets, fault) => {
      const one = { buckets, fault };
      faults.add(one);
      listener.destroyConnections();
      return () => {
        faults.delete(one);
      };
    },
    mend: () => {
      faults.clear();
    },
    close: () => listener.close(),
  };
}
