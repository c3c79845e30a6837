import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { describeReal } from "../../support/describe-real";
import { startConnectProxy } from "./health-server";
import { healthUrl, REFUSING, startHealthWorld, type HealthWorld } from "./health-world";
import { events } from "./run-job";

const QUICK = { SMOKE_ATTEMPTS: "3", SMOKE_PAUSE_SECONDS: "0" };
const HEALTHY = { status: 200, body: '{"status":"healthy"}' } as const;
const STARTING = { status: 503, body: '{"status":"starting"}' } as const;

describeReal("smoke.sh", ["unshare", "job-image"], () => {
  let world: HealthWorld;

  beforeAll(async () => {
    world = await startHealthWorld("smoke", "ownHealth");
  });
  afterEach(() => {
    world.server.behave(HEALTHY);
    expect(world.scratch()).toEqual([]);
  });
  afterAll(() => world.stop());

  it("succeeds when every URL is healthy", async () => {
    const other = world.url.replace("/health", "/ready");
    const ended = await world.run([healthUrl(world.url, "healthy"), healthUrl(other)]);
    expect(ended.code, ended.stderr).toBe(0);
    const [healthy] = events(ended, "healthy");
    expect(healthy).toMatchObject({ attempts: 1 });
    expect(healthy?.["message"]).toContain(`${world.url}: status 200; ${other}: status 200`);
  });

  it("asks again until the application has started", async () => {
    world.server.behave(STARTING, STARTING, HEALTHY);
    const ended = await world.run([healthUrl(world.url, "healthy")], QUICK);
    expect(ended.code, ended.stderr).toBe(0);
    expect(events(ended, "not_healthy_yet")).toHaveLength(2);
    expect(events(ended, "healthy")).toMatchObject([{ attempts: 3 }]);
  });

  it("pauses between the attempts", async () => {
    world.server.behave(STARTING, STARTING, HEALTHY);
    const started = Date.now();
    const ended = await world.run([healthUrl(world.url)], { ...QUICK, SMOKE_PAUSE_SECONDS: "1" });
    expect(ended.code, ended.stderr).toBe(0);
    expect(Date.now() - started).toBeGreaterThan(2000);
  });

  it("answers 1 with each URL's last answer when one is not well", async () => {
    const ended = await world.run([healthUrl(world.url), REFUSING], QUICK);
    expect(ended.code).toBe(1);
    expect(events(ended, "not_healthy_yet")).toHaveLength(3);
    const [found] = events(ended, "not_healthy");
    expect(found?.["message"]).toMatch(/after 3 attempts .*127\.0\.0\.1:1\/health: .*Connection refused/);
    expect(found?.["results"]).toMatchObject([
      { url: world.url, good: true, result: "status 200" },
      { url: REFUSING.url, good: false },
    ]);
  });

  it("answers 1 for a wrong text", async () => {
    const ended = await world.run([healthUrl(world.url, "ready")], QUICK);
    expect(ended.code).toBe(1);
    expect(ended.stderr).toMatch(/status 200 without the text 'ready'/);
  });

  it("answers 1 when the application hangs", async () => {
    world.server.behave("hang");
    const ended = await world.run([healthUrl(world.url)], { ...QUICK, SMOKE_ATTEMPTS: "1" });
    expect(ended.code).toBe(1);
    expect(ended.stderr).toMatch(/not_healthy.*no response in 5 s/);
  });

  it("asks through the proxy", async () => {
    const proxy = await startConnectProxy(new Map([["dr.example.com", world.server.port]]));
    const own = [healthUrl("https://dr.example.com/health", "healthy")];
    const ended = await world.run(own, { ...QUICK, https_proxy: proxy.url });
    expect(ended.code, ended.stderr).toBe(0);
    expect(proxy.connected).toEqual(["dr.example.com"]);
    const unknown = [healthUrl("https://other.example.com/health")];
    expect((await world.run(unknown, { ...QUICK, https_proxy: proxy.url })).code).toBe(1);
    await proxy.stop();
  });

  it("says that nothing was asked for a service without a health URL", async () => {
    const ended = await world.run([]);
    expect(ended.code, ended.stderr).toBe(0);
    expect(events(ended, "health_unknown")).toMatchObject([{ level: "warn" }]);
  });

  it("refuses numbers that are none with 2", async () => {
    const attempts = await world.run([REFUSING], { SMOKE_ATTEMPTS: "many" });
    expect(attempts.code).toBe(2);
    expect(attempts.stderr).toContain("SMOKE_ATTEMPTS 'many' must be a whole number from 1");
    expect((await world.run([REFUSING], { SMOKE_PAUSE_SECONDS: "-1" })).code).toBe(2);
  });
});
