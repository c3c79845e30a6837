import path from "node:path";
import { randomBytes } from "node:crypto";
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { afterEach, beforeEach, expect, it } from "vitest";
import { temporaryDirectory, type TemporaryDirectory } from "../../../sandbox/servers/at-exit";
import { describeReal } from "../../support/describe-real";
import { SOON_MILLISECONDS } from "../../support/soon";
import { startCloudflare, ZONE, type CloudflareServer } from "./cloudflare-server";
import { events, startJob, type Ended } from "./run-job";
import { shopSettings } from "./settings";

const TOKEN = randomBytes(20).toString("hex");
const PLACE = { bucket: "shop-backups", region: "us-east-1", endpointUrl: null };
const SLOW_DOWN = { status: 429, headers: { "Retry-After": "2" } } as const;
const BROKEN = { status: 500, body: "<html>" } as const;

describeReal("purge.sh", ["jq"], () => {
  let directory: TemporaryDirectory;
  let cloudflare: CloudflareServer;
  let work: string;
  let secret: string;

  beforeEach(async () => {
    directory = temporaryDirectory("purge");
    [work, secret] = [path.join(directory.path, "work"), path.join(directory.path, "secret")];
    for (const folder of [work, secret]) mkdirSync(folder);
    writeFileSync(path.join(secret, "token"), TOKEN);
    cloudflare = await startCloudflare(TOKEN);
  });
  afterEach(async () => {
    expect(readdirSync(work), "left in the scratch directory").toEqual([]);
    await cloudflare.stop();
    directory.remove();
  });

  const start = (cdn: Readonly<Record<string, unknown>> = {}, env: Readonly<Record<string, string>> = {}) => {
    const file = path.join(directory.path, "settings.json");
    const settings = {
      ...shopSettings(PLACE, `age1${"q".repeat(58)}`),
      cdn: {
        apiUrl: cloudflare.apiUrl,
        zoneId: ZONE,
        scope: "everything",
        files: [cloudflare.url("/logo.png")],
        expectStatuses: ["MISS", "HIT"],
        intervalSeconds: 0,
        ...cdn,
      },
    };
    writeFileSync(file, JSON.stringify(settings));
    return startJob("purge", {
      HOME: work,
      TMPDIR: work,
      LIFEBOAT_SETTINGS: file,
      LIFEBOAT_CLOUDFLARE_SECRET: secret,
      PURGE_TIMEOUT_SECONDS: "20",
      ...env,
    });
  };
  const run = async (...args: Parameters<typeof start>): Promise<Ended> => {
    const ended = await start(...args).ended;
    expect(`${ended.stdout}${ended.stderr}`, "the token is in the output").not.toContain(TOKEN);
    return ended;
  };
  const failed = (ended: Ended, code: number, event: string): string => {
    expect(ended.code, ended.stderr).toBe(code);
    const [cause] = events(ended, event);
    expect(cause, ended.stderr).toMatchObject({
      level: "error",
      service: "shop",
      job: "purge",
      exitCode: code,
    });
    return String(cause?.["message"]);
  };

  it("purges everything, and sees each file fetched anew and then cached", async () => {
    const files = ["/logo.png", "/app.js"].map((file) => cloudflare.url(file));
    const ended = await run({ files });
    expect(ended.code, ended.stderr).toBe(0);
    expect(cloudflare.purges).toEqual([{ everything: true, files: [] }]);
    expect(events(ended, "verified")).toMatchObject([{ files: 2, rounds: 1 }]);
    expect(events(ended, "purge_finished")).toHaveLength(1);
  });

  it("purges files alone, at most 30 in a request", async () => {
    const files = Array.from({ length: 65 }, (_, index) => cloudflare.url(`/image-${index}.png`));
    const ended = await run({ scope: "files", files });
    expect(ended.code, ended.stderr).toBe(0);
    expect(cloudflare.purges.map((purge) => purge.files.length)).toEqual([30, 30, 5]);
    expect(cloudflare.purges.flatMap((purge) => purge.files)).toEqual(files);
  });

  it("waits before each question", async () => {
    const started = Date.now();
    const ended = await run({ intervalSeconds: 1 });
    expect(ended.code, ended.stderr).toBe(0);
    expect(Date.now() - started).toBeGreaterThan(2000);
  });

  it("waits as long as a 429 asks", async () => {
    cloudflare.answer(SLOW_DOWN);
    const ended = await run();
    expect(ended.code, ended.stderr).toBe(0);
    const [first = 0, second = 0] = cloudflare.asked;
    expect(second - first).toBeGreaterThanOrEqual(2000);
    expect(events(ended, "purge_delayed")).toMatchObject([{ level: "warn", attempt: 1 }]);
    expect(events(ended, "purged")).toMatchObject([{ attempts: 2 }]);
  });

  it("understands a Retry-After that is a date", async () => {
    const date = new Date(Date.now() + 5000).toUTCString();
    cloudflare.answer({ status: 429, headers: { "Retry-After": date } });
    const ended = await run();
    expect(ended.code, ended.stderr).toBe(0);
    expect(cloudflare.asked[1]).toBeGreaterThanOrEqual(Date.parse(date));
  });

  it("does not wait for what comes after its time: 1 at once", async () => {
    cloudflare.answer({ status: 429, headers: { "Retry-After": "3600" } });
    const started = Date.now();
    expect(failed(await run(), 1, "purge_gave_up")).toMatch(
      /slow down, status 429; the next would come in 3600 s/,
    );
    expect(Date.now() - started).toBeLessThan(SOON_MILLISECONDS);
    expect(cloudflare.asked).toHaveLength(1);
  });

  it("tries again after errors of the server, each time later", async () => {
    cloudflare.answer(BROKEN, BROKEN);
    const ended = await run();
    expect(ended.code, ended.stderr).toBe(0);
    const [first = 0, second = 0, third = 0] = cloudflare.asked;
    expect(second - first).toBeGreaterThanOrEqual(1000);
    expect(third - second).toBeGreaterThanOrEqual(2000);
    expect(events(ended, "purged")).toMatchObject([{ attempts: 3 }]);
  });

  it("does not take an answer for a purge that is none of Cloudflare's", async () => {
    cloudflare.answer({ status: 200, body: "<html>captive portal</html>" });
    const ended = await run();
    expect(ended.code, ended.stderr).toBe(0);
    expect(events(ended, "purged")).toMatchObject([{ attempts: 2 }]);
  });

  it.each(["hang", "drip"] as const)(
    "gives up with 1 within its time when the API answers by %s",
    async (how) => {
      cloudflare.answer(how, how, how, how);
      const started = Date.now();
      const ended = await run({}, { PURGE_TIMEOUT_SECONDS: "4", PURGE_REQUEST_SECONDS: "1" });
      expect(failed(ended, 1, "purge_gave_up")).toMatch(/could not be asked: no answer in 1\.0 s/);
      expect(Date.now() - started).toBeLessThan(SOON_MILLISECONDS);
    },
  );

  it("gives up with 1 when nothing listens", async () => {
    const ended = await run({ apiUrl: "http://127.0.0.1:1/client/v4" }, { PURGE_TIMEOUT_SECONDS: "2" });
    expect(failed(ended, 1, "purge_gave_up")).toContain("Connection refused");
  });

  it("answers 5 for a token that Cloudflare refuses, and does not try again", async () => {
    writeFileSync(path.join(secret, "token"), `wrong${TOKEN.slice(5)}`);
    const ended = await run();
    expect(failed(ended, 5, "purge_denied")).toMatch(
      /status 403 \(10000 Authentication error\): set .*Cache Purge/,
    );
    expect(ended.stderr).not.toContain(TOKEN.slice(5));
    expect(cloudflare.asked).toHaveLength(1);
  });

  it("answers 5 for a token that Cloudflare cannot read", async () => {
    const error = { code: 6003, message: "Invalid request headers", error_chain: [{ code: 6111 }] };
    cloudflare.answer({ status: 400, body: JSON.stringify({ success: false, errors: [error] }) });
    failed(await run(), 5, "purge_denied");
  });

  it("masks a token that an answer repeats", async () => {
    const error = { code: 10000, message: `bad token ${TOKEN}` };
    cloudflare.answer({ status: 401, body: JSON.stringify({ success: false, errors: [error] }) });
    expect(failed(await run(), 5, "purge_denied")).toContain("bad token ***");
  });

  it("does not carry the token to where a redirect leads", async () => {
    cloudflare.answer({ status: 307, headers: { Location: cloudflare.url("/client/v4/elsewhere") } });
    expect(failed(await run(), 6, "purge_refused")).toContain("status 307");
    expect(cloudflare.asked).toHaveLength(1);
  });

  it("answers 6 for a zone that Cloudflare does not know", async () => {
    const zoneId = "f".repeat(32);
    expect(failed(await run({ zoneId }), 6, "zone_unknown")).toContain(`knows no zone ${zoneId}, status 404`);
    expect(cloudflare.asked).toHaveLength(1);
  });

  it("answers 6 for a zone id that is none, before it asks anybody", async () => {
    const message = failed(await run({ zoneId: "tasks-app.example" }), 6, "settings_invalid");
    expect(message).toMatch(/cdn is .*zoneId: 32 hexadecimal digits/);
    expect(cloudflare.asked).toEqual([]);
  });

  it("answers 6 for a purge that Cloudflare refuses", async () => {
    const error = { code: 1016, message: "Unable to purge" };
    cloudflare.answer({ status: 400, body: JSON.stringify({ success: false, errors: [error] }) });
    expect(failed(await run(), 6, "purge_refused")).toContain("1016 Unable to purge");
  });

  it("answers 6 without a token, and for a text that is none", async () => {
    const away = await run({}, { LIFEBOAT_CLOUDFLARE_SECRET: path.join(directory.path, "nowhere") });
    expect(failed(away, 6, "token_missing")).toContain("nowhere/token cannot be read");
    writeFileSync(path.join(secret, "token"), "two words\nand a line");
    const wrong = await run();
    expect(failed(wrong, 6, "token_invalid")).toContain("20 to 200 letters");
    expect(wrong.stderr).not.toContain("two words");
    expect(cloudflare.asked).toEqual([]);
  });

  it("answers 6 for a service without a CDN", async () => {
    const file = path.join(directory.path, "without.json");
    writeFileSync(file, JSON.stringify(shopSettings(PLACE, `age1${"q".repeat(58)}`)));
    failed(await run({}, { LIFEBOAT_SETTINGS: file }), 6, "cdn_missing");
  });

  it("answers 2 for numbers that are none", async () => {
    const ended = await run({}, { PURGE_TIMEOUT_SECONDS: "soon" });
    expect(failed(ended, 2, "arguments")).toContain("PURGE_TIMEOUT_SECONDS 'soon' is no whole number from 1");
    failed(await run({}, { PURGE_REQUEST_SECONDS: "0" }), 2, "arguments");
  });

  it("purges a file again that somebody else fetched first", async () => {
    cloudflare.behave("crowded");
    const ended = await run();
    expect(ended.code, ended.stderr).toBe(0);
    expect(cloudflare.purges).toEqual([
      { everything: true, files: [] },
      { everything: false, files: [cloudflare.url("/logo.png")] },
    ]);
    expect(events(ended, "purge_unproved_yet")).toHaveLength(1);
    expect(events(ended, "verified")).toMatchObject([{ rounds: 2 }]);
  });

  it.each([
    ["stale", "HIT then HIT"],
    ["bare", "NO CF-CACHE-STATUS then NO CF-CACHE-STATUS"],
    ["broken", "status 503 then status 503"],
  ] as const)("answers 1 for a host that is %s, whatever the API said", async (manner, told) => {
    cloudflare.behave(manner);
    const message = failed(await run(), 1, "purge_unproved");
    expect(message).toContain(
      `after 3 rounds ${cloudflare.url("/logo.png")} answers ${told}, not MISS then HIT`,
    );
    expect(cloudflare.purges).toHaveLength(3);
  });

  it("ends at once when it is stopped", async () => {
    cloudflare.answer("hang");
    const job = start();
    await expect.poll(() => cloudflare.asked.length, { timeout: 5000 }).toBe(1);
    job.process.kill("SIGTERM");
    const ended = await job.ended;
    expect(ended.code).toBe(1);
    expect(events(ended, "stopped")).toHaveLength(1);
  });
});
