import https from "node:https";
import net from "node:net";
import { beforeAll, describe, expect, it } from "vitest";
import { startIngress } from "../../../../sandbox/drill/traffic/ingress";
import { listen } from "../../../../sandbox/servers/listener";
import { probe, type Question } from "../../../../sandbox/drill/traffic/probe";
import { behind, Opened } from "./traffic-fixture";

const HOST = "api.example.com";

describe("probe", () => {
  const opened = new Opened();
  const agent = new https.Agent({ keepAlive: true });
  opened.add({
    close: () => {
      agent.destroy();
    },
  });
  let port: number;

  beforeAll(async () => {
    const application = await opened.application((request, response) => {
      const path = request.url ?? "";
      if (path === "/silent") return;
      if (path === "/halting") {
        response.write("half of it");
        return;
      }
      response.statusCode = Number(path.slice(1));
      response.end("all is well");
    });
    const ingress = await startIngress({
      certificate: await opened.certificate(),
      find: behind(new Map([[HOST, application]])),
    });
    port = opened.add(ingress).port;
  });

  const ask = (path: string, more: Partial<Question> = {}): Promise<boolean> =>
    probe({
      ...{ port, host: HOST, path, search: undefined, agent },
      ...{ connectLimitMs: 5000, answerLimitMs: 5000, ...more },
    });

  it.each([
    ["/200", true],
    ["/204", true],
    ["/302", true],
    ["/399", true],
    ["/400", false],
    ["/503", false],
  ])("takes the status %s for %s", async (path, good) => {
    expect(await ask(path)).toBe(good);
  });
  it("wants the text where one is looked for, and a good status too", async () => {
    expect(await ask("/200", { search: "all is well" })).toBe(true);
    expect(await ask("/200", { search: "all is lost" })).toBe(false);
    expect(await ask("/503", { search: "all is well" })).toBe(false);
  });
  it("takes no answer in time for a bad one, be it the status or the text", async () => {
    expect(await ask("/silent", { answerLimitMs: 50 })).toBe(false);
    expect(await ask("/halting", { answerLimitMs: 50, search: "half" })).toBe(false);
  });
  it("takes a connection that does not come to stand for a bad answer", async () => {
    const mute = opened.add(await listen(net.createServer()));
    expect(await ask("/200", { port: mute.port, connectLimitMs: 50 })).toBe(false);
    expect(await ask("/200", { port: 1 })).toBe(false);
  });
  it("ends when it is broken off", async () => {
    const stop = new AbortController();
    const question = { port, host: HOST, path: "/silent", search: undefined, agent };
    const asking = probe({ ...question, connectLimitMs: 60_000, answerLimitMs: 60_000 }, stop.signal);
    stop.abort();
    expect(await asking).toBe(false);
  });
});
