import { expect, it } from "vitest";
import { describeReal } from "../../support/describe-real";
import { SOON_MILLISECONDS } from "../../support/processes";
import { failed, PurgeKit } from "./purge-kit";
import { events } from "./run-job";

const SLOW_DOWN = { status: 429, headers: { "Retry-After": "2" } } as const;
const BROKEN = { status: 500, body: "<html>" } as const;

describeReal("purge.sh", ["unshare", "job-image"], () => {
  const kit = new PurgeKit();

  it("purges everything, and sees each file come from the origin and then from the cache", async () => {
    const files = ["/logo.png", "/app.js"].map((file) => kit.cloudflare.url(file));
    const ended = await kit.run({ files });
    expect(ended.code, ended.stderr).toBe(0);
    expect(kit.cloudflare.purges).toEqual([{ everything: true, files: [] }]);
    expect(events(ended, "verified")).toMatchObject([{ files: 2, rounds: 1 }]);
    expect(events(ended, "purge_finished")).toHaveLength(1);
  });

  it("purges files alone, at most 30 in a request", async () => {
    const files = Array.from({ length: 65 }, (_, index) => kit.cloudflare.url(`/image-${index}.png`));
    const ended = await kit.run({ scope: "files", files });
    expect(ended.code, ended.stderr).toBe(0);
    expect(kit.cloudflare.purges.map((purge) => purge.files.length)).toEqual([30, 30, 5]);
    expect(kit.cloudflare.purges.flatMap((purge) => purge.files)).toEqual(files);
  });

  it("waits before each question", async () => {
    const started = Date.now();
    const ended = await kit.run({ intervalSeconds: 1 });
    expect(ended.code, ended.stderr).toBe(0);
    expect(Date.now() - started).toBeGreaterThan(2000);
  });

  it("waits as long as a 429 asks", async () => {
    kit.cloudflare.answer(SLOW_DOWN);
    const ended = await kit.run();
    expect(ended.code, ended.stderr).toBe(0);
    const [first = 0, second = 0] = kit.cloudflare.asked;
    expect(second - first).toBeGreaterThanOrEqual(2000);
    expect(events(ended, "purge_delayed")).toMatchObject([{ level: "warn", attempt: 1 }]);
    expect(events(ended, "purged")).toMatchObject([{ attempts: 2 }]);
  });

  it("understands a Retry-After that is a date", async () => {
    const date = new Date(Date.now() + 5000).toUTCString();
    kit.cloudflare.answer({ status: 429, headers: { "Retry-After": date } });
    const ended = await kit.run();
    expect(ended.code, ended.stderr).toBe(0);
    expect(kit.cloudflare.asked[1]).toBeGreaterThanOrEqual(Date.parse(date));
  });

  it("does not wait for what comes after its time: 1 at once", async () => {
    kit.cloudflare.answer({ status: 429, headers: { "Retry-After": "3600" } });
    const started = Date.now();
    expect(failed(await kit.run(), 1, "purge_gave_up")).toMatch(
      /slow down, status 429; the next would come in 3600 s/,
    );
    expect(Date.now() - started).toBeLessThan(SOON_MILLISECONDS);
    expect(kit.cloudflare.asked).toHaveLength(1);
  });

  it("retries after errors of the server, each time later", async () => {
    kit.cloudflare.answer(BROKEN, BROKEN);
    const ended = await kit.run();
    expect(ended.code, ended.stderr).toBe(0);
    const [first = 0, second = 0, third = 0] = kit.cloudflare.asked;
    expect(second - first).toBeGreaterThanOrEqual(1000);
    expect(third - second).toBeGreaterThanOrEqual(2000);
    expect(events(ended, "purged")).toMatchObject([{ attempts: 3 }]);
  });

  it("does not take an answer for a purge that is none of Cloudflare's", async () => {
    kit.cloudflare.answer({ status: 200, body: "<html>captive portal</html>" });
    const ended = await kit.run();
    expect(ended.code, ended.stderr).toBe(0);
    expect(events(ended, "purged")).toMatchObject([{ attempts: 2 }]);
  });

  it.each(["hang", "drip"] as const)(
    "gives up with 1 within its time when the API answers by %s",
    async (how) => {
      kit.cloudflare.answer(how, how, how, how);
      const started = Date.now();
      const ended = await kit.run({}, { PURGE_TIMEOUT_SECONDS: "4", PURGE_REQUEST_SECONDS: "1" });
      expect(failed(ended, 1, "purge_gave_up")).toMatch(/could not be reached: no response in 1\.0 s/);
      expect(Date.now() - started).toBeLessThan(SOON_MILLISECONDS);
    },
  );

  it("gives up with 1 when nothing listens", async () => {
    const ended = await kit.run({ apiUrl: "http://127.0.0.1:1/client/v4" }, { PURGE_TIMEOUT_SECONDS: "2" });
    expect(failed(ended, 1, "purge_gave_up")).toContain("Connection refused");
  });

  it("purges a file again that somebody else fetched first", async () => {
    kit.cloudflare.behave("crowded");
    const ended = await kit.run();
    expect(ended.code, ended.stderr).toBe(0);
    expect(kit.cloudflare.purges).toEqual([
      { everything: true, files: [] },
      { everything: false, files: [kit.cloudflare.url("/logo.png")] },
    ]);
    expect(events(ended, "purge_unproved_yet")).toHaveLength(1);
    expect(events(ended, "verified")).toMatchObject([{ rounds: 2 }]);
  });

  it.each([
    ["stale", "HIT then HIT"],
    ["bare", "NO CF-CACHE-STATUS then NO CF-CACHE-STATUS"],
    ["broken", "status 503 then status 503"],
  ] as const)("answers 1 for a host that is %s, whatever the API said", async (manner, returned) => {
    kit.cloudflare.behave(manner);
    const message = failed(await kit.run(), 1, "purge_unproved");
    expect(message).toContain(
      `after 3 rounds ${kit.cloudflare.url("/logo.png")} returns ${returned}, not MISS then HIT`,
    );
    expect(kit.cloudflare.purges).toHaveLength(3);
  });

  it("ends at once when it is stopped", async () => {
    kit.cloudflare.answer("hang");
    const job = kit.start();
    await expect.poll(() => kit.cloudflare.asked.length, { timeout: 30_000 }).toBe(1);
    job.process.kill("SIGTERM");
    const ended = await job.ended;
    expect(ended.code).toBe(1);
    expect(events(ended, "stopped")).toHaveLength(1);
  });
});
