import path from "node:path";
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import type { HealthQuestion } from "../../../infra/failover/health-questions";
import { temporaryDirectory } from "../../../sandbox/servers/at-exit";
import { startHealthServer, type HealthServer } from "./health-server";
import { startJob, type Ended, type Running } from "./run-job";
import { shopSettings } from "./settings";

/** What the jobs that ask health URLs need: one endpoint, settings and scratch, and no database. */
export interface HealthWorld {
  readonly server: HealthServer;
  /** URL of the endpoint. */
  readonly url: string;
  /** Starts a job whose list of URLs (`peerHealth` or `ownHealth`) is this one. @param folder its scripts @default infra/jobs */
  start(urls: readonly HealthQuestion[], env?: Readonly<Record<string, string>>, folder?: string): Running;
  /** Runs it to its end. */
  run(
    urls: readonly HealthQuestion[],
    env?: Readonly<Record<string, string>>,
    folder?: string,
  ): Promise<Ended>;
  /** Names left in the scratch directory of all jobs. */
  scratch(): string[];
  stop(): Promise<void>;
}

/** URL that a health check asks. @param contains text that is wanted. @default any answer of 2xx is good */
export const healthUrl = (url: string, contains: string | null = null): HealthQuestion => ({ url, contains });

/** A URL on which nothing listens. */
export const REFUSING = healthUrl("https://127.0.0.1:1/health");

export async function startHealthWorld(
  job: "fence-check" | "smoke",
  setting: "peerHealth" | "ownHealth",
): Promise<HealthWorld> {
  const directory = temporaryDirectory("health-jobs");
  const server = await startHealthServer();
  const work = path.join(directory.path, "work");
  mkdirSync(work);
  let files = 0;
  const start: HealthWorld["start"] = (urls, env = {}, folder) => {
    const file = path.join(directory.path, `settings-${(files += 1)}.json`);
    const place = { bucket: "shop-backups", region: "us-east-1", endpointUrl: null };
    const settings = { ...shopSettings(place, `age1${"q".repeat(58)}`), [setting]: urls };
    writeFileSync(file, JSON.stringify(settings));
    return startJob(job, { HOME: work, TMPDIR: work, LIFEBOAT_SETTINGS: file, ...env }, folder);
  };
  return {
    server,
    url: `https://127.0.0.1:${server.port}/health`,
    start,
    run: (urls, env, folder) => start(urls, env, folder).ended,
    scratch: () => readdirSync(work),
    stop: async () => {
      await server.stop();
      directory.remove();
    },
  };
}
