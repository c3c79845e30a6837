import path from "node:path";
import { randomBytes } from "node:crypto";
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { afterEach, beforeEach, expect } from "vitest";
import { temporaryDirectory, type TemporaryDirectory } from "../../../sandbox/servers/at-exit";
import { startCloudflare, ZONE, type CloudflareServer } from "./cloudflare-server";
import { events, startJob, type Ended, type Running } from "./run-job";
import { shopSettings } from "./settings";

/** What the API accepts. */
export const TOKEN = randomBytes(20).toString("hex");
const PLACE = { bucket: "shop-backups", region: "us-east-1", endpointUrl: null };

/** Settings of a service, without a CDN. */
export const plainSettings = shopSettings(PLACE, `age1${"q".repeat(58)}`);

/** purge.sh with a token and an API of its own for each test of a suite. */
export class PurgeKit {
  #directory: TemporaryDirectory | undefined;
  #cloudflare: CloudflareServer | undefined;

  constructor() {
    beforeEach(async () => {
      this.#directory = temporaryDirectory("purge");
      for (const folder of [this.file("work"), this.file("secret")]) mkdirSync(folder);
      this.setToken(TOKEN);
      this.#cloudflare = await startCloudflare(TOKEN);
    });
    afterEach(async () => {
      expect(readdirSync(this.file("work")), "left in the scratch directory").toEqual([]);
      await this.cloudflare.stop();
      this.#directory?.remove();
    });
  }

  /** The API and the cache before the service. */
  get cloudflare(): CloudflareServer {
    return this.#cloudflare ?? expect.fail("asked for outside of a test");
  }

  /** Path of a file of this test's own. */
  file(...names: readonly string[]): string {
    return path.join(this.#directory?.path ?? expect.fail("asked for outside of a test"), ...names);
  }

  /** The token that the job reads from now on. */
  setToken(token: string): void {
    writeFileSync(this.file("secret", "token"), token);
  }

  /** Starts the job with these settings of the CDN, and these variables. */
  start(cdn: Readonly<Record<string, unknown>> = {}, env: Readonly<Record<string, string>> = {}): Running {
    const own = {
      apiUrl: this.cloudflare.apiUrl,
      zoneId: ZONE,
      scope: "everything",
      files: [this.cloudflare.url("/logo.png")],
      expectStatuses: ["MISS", "HIT"],
      intervalSeconds: 0,
      ...cdn,
    };
    writeFileSync(this.file("settings.json"), JSON.stringify({ ...plainSettings, cdn: own }));
    return startJob("purge", {
      HOME: this.file("work"),
      TMPDIR: this.file("work"),
      LIFEBOAT_SETTINGS: this.file("settings.json"),
      LIFEBOAT_CLOUDFLARE_SECRET: this.file("secret"),
      PURGE_TIMEOUT_SECONDS: "20",
      ...env,
    });
  }

  /** Runs the job to its end. */
  async run(...args: Parameters<PurgeKit["start"]>): Promise<Ended> {
    const ended = await this.start(...args).ended;
    expect(`${ended.stdout}${ended.stderr}`, "the token is in the output").not.toContain(TOKEN);
    return ended;
  }
}

/** Message of the event that a run ended with, and its exit code. */
export function failed(ended: Ended, code: number, event: string): string {
  expect(ended.code, ended.stderr).toBe(code);
  const [cause] = events(ended, event);
  expect(cause, ended.stderr).toMatchObject({
    level: "error",
    service: "shop",
    job: "purge",
    exitCode: code,
  });
  return String(cause?.["message"]);
}
