import { text } from "node:stream/consumers";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { Ledger, type WritePath } from "../../../sandbox/drill/ledger";
import { startIngress } from "../../../sandbox/drill/traffic/ingress";
import { FIRST_SEQ, startWriter, type Writer, type WriterOptions } from "../../../sandbox/drill/writer";
import { behind, Opened, until } from "./traffic/traffic-fixture";

const HOST = "api.example.com";

describe("writer", () => {
  const opened = new Opened();
  const rows: unknown[] = [];
  let reply: (seq: number) => { readonly status: number; readonly body: string } | undefined;
  let port: number;
  let ledger: Ledger;

  beforeAll(async () => {
    const application = await opened.application((request, response) => {
      void text(request).then((body) => {
        const { seq } = JSON.parse(body) as { seq: number };
        rows.push([request.method, request.url, seq]);
        const answer = reply(seq);
        if (answer !== undefined) response.writeHead(answer.status).end(answer.body);
      });
    });
    const ingress = opened.add(
      await startIngress({
        certificate: await opened.certificate(),
        find: behind(new Map([[HOST, application]])),
      }),
    );
    port = ingress.port;
  });
  beforeEach(() => {
    rows.length = 0;
    ledger = new Ledger();
    reply = (seq) => ({ status: 201, body: JSON.stringify({ seq, side: "tasks" }) });
  });

  const start = (more: Partial<WriterOptions> = {}): Writer =>
    startWriter({
      ...{ service: "tasks-app", path: "public", host: HOST, ledger, pauseMs: 1 },
      resolver: { resolve: () => ({ port, answeredBy: "lb", side: "primary", ttlSeconds: 60 }) },
      ...more,
    });
  /** Runs a writer until so many rows were sent. */
  const write = async (sent: number, more: Partial<WriterOptions> = {}): Promise<Writer> => {
    const writer = start(more);
    await until(() => writer.counts().sent >= sent, `${sent} rows`);
    await writer.stop();
    return writer;
  };

  it("writes rising rows one at a time and notes each acknowledgement", async () => {
    const begun = Date.now();
    const writer = await write(3);
    const { sent, acknowledged, lastFailure } = writer.counts();
    expect([acknowledged, lastFailure]).toEqual([sent, undefined]);
    expect(rows.slice(0, 3)).toEqual([1, 2, 3].map((seq) => ["POST", "/api/drill/rows", seq]));
    expect(ledger.entries().slice(0, 2)).toEqual(
      [1, 2].map((seq) => ({
        ...{ service: "tasks-app", seq, side: "tasks", path: "public" },
        at: expect.any(Number) as number,
      })),
    );
    const ages = ledger.entries().map(({ at }) => at - begun);
    expect(ages).toEqual([...ages].sort((a, b) => a - b));
    expect(Math.min(...ages)).toBeGreaterThan(-1000);
  });
  it.each<[WritePath, number]>([
    ["public", 1],
    ["primary", 1_000_000_000],
    ["standby", 2_000_000_000],
  ])("numbers the rows of the %s path from %i", async (path, first) => {
    await write(1, { path });
    expect(FIRST_SEQ[path]).toBe(first);
    expect(ledger.entries()[0]).toMatchObject({ seq: first, path });
  });
  it("notes nothing that was not acknowledged, and does not use its number again", async () => {
    reply = (seq) =>
      seq === 2 ? { status: 503, body: "no" } : { status: 201, body: `{"seq":${seq},"side":"b"}` };
    const writer = await write(3);
    expect(
      ledger
        .entries()
        .map(({ seq }) => seq)
        .slice(0, 2),
    ).toEqual([1, 3]);
    expect(writer.counts().lastFailure).toBe(`POST https://${HOST}/api/drill/rows: 503 no`);
  });
  it.each([
    ["another row's acknowledgement", '{"seq":9,"side":"b"}'],
    ["an answer of another form", '{"ok":true}'],
    ["an answer that is no JSON", "<html>"],
  ])("takes %s for none", async (_, body) => {
    reply = () => ({ status: 201, body });
    const writer = await write(2);
    expect(ledger.entries()).toEqual([]);
    expect(writer.counts().acknowledged).toBe(0);
  });
  it("gives up on a row after its time limit", async () => {
    reply = (seq) => (seq === 1 ? undefined : { status: 201, body: JSON.stringify({ seq, side: "b" }) });
    const writer = start({ timeoutMs: 150 });
    await until(() => writer.counts().acknowledged > 0, "a row after the one without an answer");
    await writer.stop();
    expect(ledger.entries().map(({ seq }) => seq)).not.toContain(1);
    expect(writer.counts().lastFailure).toMatch(/abort/);
  });
  it("goes on when the name leads nowhere", async () => {
    const resolve = () => {
      throw new Error("name api: leads nowhere");
    };
    const writer = await write(3, { resolver: { resolve } });
    expect(writer.counts()).toMatchObject({ acknowledged: 0, lastFailure: "name api: leads nowhere" });
  });
  it("sends nothing once it is stopped", async () => {
    const writer = await write(1);
    const { sent } = writer.counts();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect([writer.counts().sent, rows.length]).toEqual([sent, sent]);
  });
});
