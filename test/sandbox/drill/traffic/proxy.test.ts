import http from "node:http";
import https from "node:https";
import type { Socket } from "node:net";
import { text } from "node:stream/consumers";
import tls from "node:tls";
import { beforeAll, describe, expect, it } from "vitest";
import { startIngress, type Ingress } from "../../../../sandbox/drill/traffic/ingress";
import { startProxy, type Proxy } from "../../../../sandbox/drill/traffic/proxy";
import { UnknownNameError } from "../../../../sandbox/drill/traffic/records";
import { behind, Opened } from "./traffic-fixture";

const HOST = "api.example.com";

describe("proxy", () => {
  const opened = new Opened();
  let ingress: Ingress;
  let proxy: Proxy;

  beforeAll(async () => {
    const application = await opened.application((_, response) => response.end("served"));
    ingress = opened.add(
      await startIngress({
        certificate: await opened.certificate(),
        find: behind(new Map([[HOST, application]])),
      }),
    );
    const resolve = (host: string) => {
      if (host === "closed.example.com") return { port: 1 };
      if (host !== HOST) throw new UnknownNameError(`name ${host}: leads nowhere`);
      return { port: ingress.port };
    };
    const more = { answeredBy: "lb", side: undefined, ttlSeconds: 0 };
    proxy = opened.add(
      await startProxy({ resolver: { resolve: (host) => ({ ...resolve(host), ...more }) } }),
    );
  });

  /** Asks for a tunnel: the status, the reason where it is refused, the socket where it is not. */
  const connect = (path: string): Promise<{ status: number; reason: string; socket: Socket }> =>
    new Promise((resolve, reject) => {
      const request = http.request({ port: proxy.port, host: "127.0.0.1", method: "CONNECT", path });
      request.once("error", reject);
      request.once("connect", ({ statusCode = 0 }, socket: Socket, head) => {
        if (statusCode === 200) {
          resolve({ status: statusCode, reason: "", socket });
          return;
        }
        text(socket).then((rest) => {
          resolve({ status: statusCode, reason: head.toString() + rest, socket });
        }, reject);
      });
      request.end();
    });

  const through = async (): Promise<string> => {
    const { socket } = await connect(`${HOST}:443`);
    return new Promise((resolve, reject) => {
      const request = https.get({
        headers: { host: HOST },
        createConnection: () => tls.connect({ socket, rejectUnauthorized: false }),
      });
      request.once("error", reject);
      request.once("response", (response) => {
        text(response).then(resolve, reject);
      });
    });
  };

  it("tunnels to the ingress that a name leads to", async () => {
    expect(await through()).toBe("served");
  });
  it("refuses a name that it does not know, with the reason", async () => {
    const { status, reason } = await connect("elsewhere.example.org:443");
    expect([status, reason]).toEqual([502, "name elsewhere.example.org: leads nowhere"]);
  });
  it("refuses an address that nothing listens on, and what is no host with a port", async () => {
    expect(await connect("closed.example.com:443")).toMatchObject({
      status: 502,
      reason: expect.stringContaining("cannot connect") as string,
    });
    expect((await connect("nonsense")).status).toBe(502);
  });
  it("refuses requests that are no CONNECT", async () => {
    expect((await fetch(proxy.url)).status).toBe(405);
  });
  it("ends a tunnel when the ingress is cut", async () => {
    const { socket } = await connect(`${HOST}:443`);
    socket.resume();
    const ended = new Promise((resolve) => socket.once("close", resolve));
    ingress.cut();
    await ended;
    await expect(through()).rejects.toThrow();
    ingress.mend();
    expect(await through()).toBe("served");
  });
});
