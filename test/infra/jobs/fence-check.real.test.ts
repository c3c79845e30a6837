import { cpSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { temporaryDirectory } from "../../../sandbox/servers/at-exit";
import { describeReal } from "../../support/describe-real";
import { eventually, SOON_MILLISECONDS } from "../../support/processes";
import { startConnectProxy } from "./health-server";
import { healthUrl, REFUSING, startHealthWorld, type HealthWorld } from "./health-world";
import { events, type Ended } from "./run-job";

const QUICK = { FENCE_CHECK_ATTEMPTS: "2" };
const SHORT = { ...QUICK, FENCE_CHECK_TIMEOUT_SECONDS: "1" };
const HEALTHY = { status: 200, body: '{"status":"healthy"}' } as const;

const RESOLVER = `
import socket, time
resolve = socket.getaddrinfo
def getaddrinfo(host, *args, **named):
    if host == "slow.example.com":
        time.sleep(60)
    if host == "failing.example.com":
        raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")
    return resolve(host, *args, **named)
socket.getaddrinfo = getaddrinfo
`;

describeReal("fence-check.sh", ["unshare", "job-image"], () => {
  let world: HealthWorld;

  beforeAll(async () => {
    world = await startHealthWorld("fence-check", "peerHealth");
  });
  afterEach(() => {
    world.server.behave(HEALTHY);
    expect(world.scratch()).toEqual([]);
  });
  afterAll(() => world.stop());

  function expectServes(ended: Ended, url: string): void {
    expect(ended.code, ended.stderr).toBe(1);
    const [found] = events(ended, "peer_serves");
    expect(found).toMatchObject({ level: "error", exitCode: 1 });
    expect(found?.["message"]).toContain(`(${url}: status 200)`);
    expect(found?.["message"]).toMatch(/two writers.*pulumi config set lifeboat:posture fenced/);
  }

  function expectSilent(ended: Ended, answer: RegExp, attempts = 2): void {
    expect(ended.code, ended.stderr).toBe(0);
    const asked = events(ended, "peer_checked");
    expect(asked).toHaveLength(attempts);
    for (const { message } of asked) expect(message).toMatch(answer);
    expect(events(ended, "peer_silent")).toMatchObject([{ attempts }]);
  }

  it("refuses when the peer answers 200 over a certificate that nobody trusts", async () => {
    const ended = await world.run([healthUrl(world.url)]);
    expectServes(ended, world.url);
    expect(events(ended, "peer_checked")).toEqual([]);
  });

  it("refuses when one URL of several answers, and when it does so only at the last attempt", async () => {
    expectServes(await world.run([REFUSING, healthUrl(world.url, "healthy")], QUICK), world.url);
    world.server.behave({ status: 503, body: "" }, HEALTHY);
    const ended = await world.run([healthUrl(world.url)], QUICK);
    expectServes(ended, world.url);
    expect(events(ended, "peer_serves")).toMatchObject([{ attempt: 2 }]);
  });

  it("goes on when the peer answers 503, by default after three attempts", async () => {
    world.server.behave({ status: 503, body: "healthy" });
    expectSilent(await world.run([healthUrl(world.url)]), /health: status 503/, 3);
  });

  it("goes on when the text is wrong, or comes after the first 5,120 bytes", async () => {
    const wanted = [healthUrl(world.url, '"status":"healthy"')];
    world.server.behave({ status: 200, body: "maintenance" });
    expectSilent(await world.run(wanted, QUICK), /status 200 without the text/);
    world.server.behave({ status: 200, body: " ".repeat(5120) + HEALTHY.body });
    expectSilent(await world.run(wanted, QUICK), /status 200 without the text/);
    world.server.behave({ status: 200, body: " ".repeat(5000) + HEALTHY.body });
    expectServes(await world.run(wanted, QUICK), world.url);
  });

  it.each(["hang", "drip"] as const)("goes on in time when the peer's answers %s", async (behaviour) => {
    world.server.behave(behaviour);
    const started = Date.now();
    expectSilent(await world.run([healthUrl(world.url, "healthy")], SHORT), /no response in 1 s/);
    expect(Date.now() - started).toBeLessThan(SOON_MILLISECONDS);
  });

  it("goes on when the peer refuses connections, or its name does not exist", async () => {
    const unknown = healthUrl("https://nowhere.invalid/health");
    expectSilent(
      await world.run([REFUSING, unknown], QUICK),
      /Connection refused.*nowhere\.invalid.*not known/,
    );
  });

  it("refuses when the resolver does not answer, which tells nothing of the peer", async () => {
    const folder = temporaryDirectory("resolver");
    cpSync(path.resolve(__dirname, "../../../infra/jobs"), folder.path, { recursive: true });
    // What the C library says of a name whose servers fail or are silent: the test's machine has no such resolver.
    writeFileSync(path.join(folder.path, "sitecustomize.py"), RESOLVER);
    const run = (urls: readonly string[], env = {}) =>
      world.run(
        [REFUSING, ...urls.map((url) => healthUrl(url))],
        { ...SHORT, PYTHONPATH: "/opt", ...env },
        folder.path,
      );
    for (const [host, answer] of [
      ["failing.example.com", "Temporary failure in name resolution"],
      ["slow.example.com", "its name was not resolved in 1 s"],
    ] as const) {
      const url = `https://${host}/health`;
      const ended = await run([url]);
      expect(ended.code, ended.stderr).toBe(1);
      expect(events(ended, "peer_silent")).toEqual([]);
      const [found] = events(ended, "peer_unresolved");
      expect(found).toMatchObject({ level: "error" });
      expect(found?.["message"]).toMatch(/not known whether the other environment serves/);
      expect(found?.["message"]).toContain(`${url}: `);
      expect(found?.["message"]).toContain(answer);
      expect(found?.["message"]).not.toContain(REFUSING.url);
    }
    const url = "https://failing.example.com/health";
    const lost = await run([url], { FENCE_CHECK_PEER_LOST: "true" });
    expect(lost.code, lost.stderr).toBe(0);
    expect(events(lost, "peer_unresolved")).toMatchObject([{ level: "warn" }]);
    expectServes(await run([url, world.url], { FENCE_CHECK_PEER_LOST: "true" }), world.url);
    folder.remove();
  });

  it("does not follow a redirect, which would lead to another host", async () => {
    world.server.behave({ status: 302, body: "", location: world.url });
    const asked = world.server.asked.length;
    expectSilent(await world.run([healthUrl(world.url)], QUICK), /status 302/);
    expect(world.server.asked.length - asked).toBe(2);
  });

  it("asks through the proxy, by the name that only the proxy knows", async () => {
    const proxy = await startConnectProxy(new Map([["peer.example.com", world.server.port]]));
    const url = "https://peer.example.com/health";
    const through = { ...QUICK, https_proxy: proxy.url };
    expectServes(await world.run([healthUrl(url, "healthy")], through), url);
    expect(world.server.asked.at(-1)).toBe("peer.example.com/health");
    expectSilent(await world.run([healthUrl("https://other.example.com/health")], through), /502/);
    expect(proxy.connected).toEqual(["peer.example.com", "other.example.com", "other.example.com"]);
    await proxy.stop();
  });

  it("says that nothing was asked for a service without a health URL", async () => {
    const ended = await world.run([]);
    expect(ended.code, ended.stderr).toBe(0);
    expect(events(ended, "peer_unknown")).toMatchObject([{ level: "warn" }]);
  });

  it("refuses numbers that are none with 2, and URLs that are none with 6", async () => {
    const attempts = await world.run([REFUSING], { FENCE_CHECK_ATTEMPTS: "0" });
    expect(attempts.code).toBe(2);
    expect(attempts.stderr).toContain("FENCE_CHECK_ATTEMPTS '0' must be a whole number from 1");
    const seconds = await world.run([REFUSING], { FENCE_CHECK_TIMEOUT_SECONDS: "1; id" });
    expect(seconds.code).toBe(2);
    const url = await world.run([healthUrl("file:///etc/passwd")]);
    expect(url.code).toBe(6);
    expect(url.stderr).toMatch(/peerHealth\.0\.url is .*must be a URL of http/);
  });

  it("stops soon after SIGTERM", async () => {
    world.server.behave("hang");
    const before = world.server.asked.length;
    const running = world.start([healthUrl(world.url)], { FENCE_CHECK_TIMEOUT_SECONDS: "60" });
    await eventually(() => world.server.asked.length > before);
    running.process.kill("SIGTERM");
    const stopped = Date.now();
    expect((await running.ended).code).toBe(1);
    expect(Date.now() - stopped).toBeLessThan(SOON_MILLISECONDS);
  });
});
