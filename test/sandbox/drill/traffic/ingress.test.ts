import net from "node:net";
import { text } from "node:stream/consumers";
import { beforeAll, describe, expect, it } from "vitest";
import { startIngress, type Ingress } from "../../../../sandbox/drill/traffic/ingress";
import { ask, Opened } from "./traffic-fixture";

const HOST = "api.example.com";

describe("ingress", () => {
  const opened = new Opened();
  const upstreams = new Map<string, string>();
  let ingress: Ingress;

  beforeAll(async () => {
    const api = await opened.application((request, response) => {
      void text(request).then((body) => {
        const { method, url, headers } = request;
        response.writeHead(201, { "content-type": "text/plain", "x-from": "api" });
        response.end([method, url, headers.host, headers["x-mark"], body].join(" "));
      });
    });
    upstreams.set(HOST, api).set("gone.example.com", `${api}-of-nobody`);
    ingress = opened.add(
      await startIngress({
        certificate: await opened.certificate(),
        find: (host, asked) => {
          const socketPath = upstreams.get(host);
          return socketPath === undefined ? undefined : { socketPath, path: `/before${asked}` };
        },
      }),
    );
  });

  it("passes method, headers and body on to the path that it finds, and the answer back", async () => {
    const reply = await ask(
      ingress.port,
      HOST,
      { method: "POST", path: "/drill/rows?x=1", headers: { "x-mark": "m" } },
      "body",
    );
    expect(reply).toMatchObject({
      status: 201,
      body: `POST /before/drill/rows?x=1 ${HOST} m body`,
      headers: { "x-from": "api" },
    });
  });
  it("finds a host whatever its case and port", async () => {
    expect((await ask(ingress.port, "API.example.com:443")).status).toBe(201);
  });
  it("answers 404 for a host without a route", async () => {
    const reply = await ask(ingress.port, "other.example.com");
    expect([reply.status, reply.body]).toEqual([
      404,
      expect.stringContaining("no route for host other.example.com"),
    ]);
  });
  it("answers 502 where nobody serves", async () => {
    const reply = await ask(ingress.port, "gone.example.com");
    expect([reply.status, reply.body]).toEqual([
      502,
      expect.stringContaining("the workload does not answer"),
    ]);
  });
  it("asks for the way at each request", async () => {
    upstreams.set("late.example.com", upstreams.get(HOST) ?? "");
    expect((await ask(ingress.port, "late.example.com")).status).toBe(201);
    upstreams.delete("late.example.com");
    expect((await ask(ingress.port, "late.example.com")).status).toBe(404);
  });
  it("ends open connections and refuses new ones when it is cut, until it is fixed", async () => {
    const open = net.connect({ host: "127.0.0.1", port: ingress.port });
    await new Promise((resolve) => open.once("connect", resolve));
    // A round trip, so that the server has accepted the connection.
    expect((await ask(ingress.port, HOST)).status).toBe(201);
    const ended = new Promise((resolve) => open.once("close", resolve));
    ingress.cut();
    await ended;
    expect(ingress.isCut).toBe(true);
    await expect(ask(ingress.port, HOST)).rejects.toThrow();
    ingress.mend();
    expect(ingress.isCut).toBe(false);
    expect((await ask(ingress.port, HOST)).status).toBe(201);
  });
  it("breaks off a request that is under way when it is cut", async () => {
    let arrived: () => void = () => undefined;
    const arrival = new Promise<void>((resolve) => (arrived = resolve));
    upstreams.set(
      "idle.example.com",
      await opened.application(() => {
        arrived();
      }),
    );
    const asking = ask(ingress.port, "idle.example.com");
    await arrival;
    ingress.cut();
    await expect(asking).rejects.toThrow();
    ingress.mend();
  });
});
