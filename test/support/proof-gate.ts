import http from "node:http";
import { Transform } from "node:stream";

/** A request to the object store, as a job sends it. */
export interface StoreRequest {
  readonly method: string;
  /** Bucket and key, such as `/bucket/staging/20260101T000000Z-a1b2c3.dump.zst.age`. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** True for a copy made by the server alone: a promotion. */
  readonly copies: boolean;
}

/** What becomes of a request. Counts are of body bytes. */
export type Verdict =
  | "pass"
  /** Breaks the connection before the store sees it. */
  | "drop"
  /** Breaks the connection after so many bytes of the request. */
  | { readonly cutUp: number }
  /** Breaks the connection after so many bytes of the answer. */
  | { readonly cutDown: number }
  /** Turns one bit of the answer's byte at this offset. */
  | { readonly flipDown: number }
  /** Sends it to this path instead. */
  | { readonly path: string };

/** Judges requests as they come; may take its time. */
export type Judge = (request: StoreRequest) => Verdict | Promise<Verdict>;

/** A proxy before the object store that lets every request pass unless a judge says otherwise. */
export interface Gate {
  /** Endpoint for the jobs. */
  readonly url: string;
  /** Judges every request while `work` runs. */
  during<T>(judge: Judge, work: () => Promise<T>): Promise<T>;
  /** Breaks what is open and ends. */
  stop(): Promise<void>;
}

/** Passes so many bytes, then fails; or turns one bit. */
function tampering(verdict: Verdict, side: "up" | "down"): Transform {
  const at = (name: "cutUp" | "cutDown" | "flipDown"): number =>
    typeof verdict === "object" && name in verdict ? Number(Reflect.get(verdict, name)) : Infinity;
  const cut = side === "up" ? at("cutUp") : at("cutDown");
  const flip = side === "down" ? at("flipDown") : Infinity;
  let passed = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      const whole = Buffer.from(chunk);
      if (flip >= passed && flip < passed + whole.length)
        whole[flip - passed] = (whole[flip - passed] ?? 0) ^ 1;
      const left = Math.max(0, cut - passed);
      passed += whole.length;
      if (left >= whole.length) done(null, whole);
      else {
        this.push(whole.subarray(0, left));
        // What was let through shall arrive before the connection breaks.
        setTimeout(() => {
          done(new Error("cut"));
        }, 20);
      }
    },
  });
}

/** Headers less those that speak of one connection only. */
function without(headers: http.IncomingHttpHeaders, ...names: readonly string[]): http.OutgoingHttpHeaders {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !names.includes(name)));
}

/** Starts the gate before `target`, such as `http://127.0.0.1:5000`. */
export async function startGate(target: string): Promise<Gate> {
  const { hostname, port } = new URL(target);
  const agent = new http.Agent({ keepAlive: true });
  const pass: Judge = () => "pass";
  let judge = pass;

  const forward = (incoming: http.IncomingMessage, answer: http.ServerResponse, verdict: Verdict): void => {
    const headers = without(incoming.headers, "expect", "connection");
    const path = typeof verdict === "object" && "path" in verdict ? verdict.path : incoming.url;
    const upstream = http.request({ agent, hostname, port, method: incoming.method, path, headers });
    const fail = (): void => {
      upstream.destroy();
      incoming.socket.destroy();
    };
    upstream.on("error", fail);
    upstream.on("response", (response) => {
      answer.writeHead(response.statusCode ?? 502, without(response.headers, "connection"));
      response.on("error", fail);
      response.pipe(tampering(verdict, "down").on("error", fail)).pipe(answer);
    });
    incoming.on("error", fail);
    incoming.pipe(tampering(verdict, "up").on("error", fail)).pipe(upstream);
  };

  const server = http.createServer((incoming, answer) => {
    const url = new URL(incoming.url ?? "/", target);
    const request = {
      method: incoming.method ?? "GET",
      path: decodeURIComponent(url.pathname),
      query: url.searchParams,
      copies: "x-amz-copy-source" in incoming.headers,
    };
    // Nobody may be left waiting: a judge that fails breaks the connection.
    Promise.resolve()
      .then(() => judge(request))
      .then((verdict) => {
        if (verdict === "drop") incoming.socket.destroy();
        else forward(incoming, answer, verdict);
      })
      .catch(() => incoming.socket.destroy());
  });
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("gate: no port");
  return {
    url: `http://127.0.0.1:${String(address.port)}`,
    during: async (wanted, work) => {
      judge = wanted;
      try {
        return await work();
      } finally {
        judge = pass;
      }
    },
    stop: async () => {
      server.closeAllConnections();
      agent.destroy();
      await new Promise<void>((resolve) =>
        server.close(() => {
          resolve();
        }),
      );
    },
  };
}
