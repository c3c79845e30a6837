import https from "node:https";

/** Bytes of an answer in which its text is looked for. */
const SEARCHED_BYTES = 5120;

/** One question of a health checker. */
export interface Question {
  /** TCP port on 127.0.0.1. */
  readonly port: number;
  /** Host name asked for, also in the TLS handshake. */
  readonly host: string;
  readonly path: string;
  /** Text that must lie in the first 5120 bytes. */
  readonly search: string | undefined;
  /** Milliseconds until the connection must stand. */
  readonly connectLimitMs: number;
  /** Milliseconds from then until the status must be there, and from there until the text must be. */
  readonly answerLimitMs: number;
  /** Connections to use again; a genuine checker makes a new one each time. */
  readonly agent: https.Agent;
}

/** Asks once: good is a status of 2xx or 3xx in time, with the text where one is looked for. Never rejects. */
export function probe(question: Question, signal?: AbortSignal): Promise<boolean> {
  const { port, host, path, search, connectLimitMs, answerLimitMs, agent } = question;
  return new Promise((resolve) => {
    let limit: NodeJS.Timeout | undefined;
    const settle = (good: boolean): void => {
      clearTimeout(limit);
      resolve(good);
    };
    const request = https.request({
      ...{ host: "127.0.0.1", port, path, agent, servername: host, rejectUnauthorized: false },
      headers: { host, "user-agent": "Amazon-Route53-Health-Check-Service (drill)" },
      ...(signal === undefined ? {} : { signal }),
    });
    const within = (milliseconds: number): void => {
      clearTimeout(limit);
      limit = setTimeout(() => request.destroy(new Error("too slow")), milliseconds);
    };
    within(connectLimitMs);
    request.once("socket", (socket) => {
      if (!socket.connecting) within(answerLimitMs);
      else
        socket.once("secureConnect", () => {
          within(answerLimitMs);
        });
    });
    request.once("error", () => {
      settle(false);
    });
    request.once("response", (response) => {
      const { statusCode = 0 } = response;
      const good = statusCode >= 200 && statusCode < 400;
      if (!good || search === undefined) {
        response.resume();
        response.once("error", () => undefined);
        settle(good);
        return;
      }
      within(answerLimitMs);
      let text = Buffer.alloc(0);
      const judge = (): void => {
        settle(text.subarray(0, SEARCHED_BYTES).includes(search));
      };
      response.on("data", (chunk: Buffer) => {
        text = Buffer.concat([text, chunk]);
        if (text.length < SEARCHED_BYTES) return;
        judge();
        request.destroy();
      });
      response.once("end", judge);
      response.once("error", () => {
        settle(false);
      });
    });
    request.end();
  });
}
