import { mkdirSync } from "node:fs";
import path from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect } from "vitest";
import { z } from "zod";
import { services } from "../../../infra/catalog";
import { LogRetention } from "../../../infra/components/logs/log-retention";
import { temporaryDirectory } from "../../../sandbox/servers/at-exit";
import { makeCertificate, type Certificate } from "../../../sandbox/servers/certificate";
import { podOfJob } from "../../../sandbox/cluster/pod-manifest";
import type { PodResult } from "../../../sandbox/cluster/pods";
import type { ExposedPort } from "../../../sandbox/cluster/expose";
import { jobFromCronJob } from "../../../sandbox/cluster/job";
import { runInRoom } from "../../support/pod-room";
import { sharedCluster } from "../../support/shared-cluster";
import { declared } from "../../support/pulumi-mocks";
import { fromConfig } from "../../support/workload-fixture";
import { logSettings, manifestsOf } from "./declared-logs";
import { startLogStore, type LogStore } from "./log-store";

/** Password of the job's login. */
export const PASSWORD = "keeper-pass-1";
/** Milliseconds of a day. */
export const DAY = 86_400_000;

const event = z.looseObject({
  time: z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
  level: z.enum(["info", "warn", "error"]),
  job: z.literal("log-retention"),
  event: z.string(),
  message: z.string(),
});

/** How a run ended, and what it logged. */
export interface Run {
  readonly result: PodResult;
  readonly events: readonly z.infer<typeof event>[];
}

/** An index of a day of logs, and how many days ago the store made it. */
export const index = (service: string, daysAgo: number): Readonly<Record<string, number>> => ({
  [`lifeboat-${service}-2026.03.05`]: Date.now() - daysAgo * DAY,
});

/** The retention job as declared, with a store of its own for each test of a suite. */
export class RetentionKit {
  readonly #folder = temporaryDirectory("log-retention");
  #own: Certificate | undefined;
  #other: Certificate | undefined;
  #store: LogStore | undefined;
  #exposed: ExposedPort | undefined;

  constructor() {
    beforeAll(async () => {
      const { cluster } = await sharedCluster();
      const { node } = cluster.addresses;
      const make = async (name: string): Promise<Certificate> => {
        const own = path.join(this.#folder.path, name);
        mkdirSync(own);
        return makeCertificate(own, [node]);
      };
      [this.#own, this.#other] = [await make("own"), await make("other")];
    });
    beforeEach(async () => {
      this.#store = await startLogStore(this.#own ?? expect.fail());
      this.#exposed = await (await sharedCluster()).expose(this.#store.port);
    });
    afterEach(async () => {
      await this.away();
      await this.#store?.close();
    });
    afterAll(() => {
      this.#folder.remove();
    });
  }

  /** The store that the job asks. */
  get store(): LogStore {
    return this.#store ?? expect.fail("asked for outside of a test");
  }

  /** From now on nothing listens where pods look for the store. */
  async away(): Promise<void> {
    await this.#exposed?.close();
    this.#exposed = undefined;
  }

  /** A certificate that the store does not have. */
  get otherCertificate(): Certificate {
    return this.#other ?? expect.fail("asked for outside of a test");
  }

  /** A run of the CronJob, asking the store on this machine with less patience; objects may be changed as text. */
  async run(change: (objects: string) => string = (objects) => objects, authority = this.#own): Promise<Run> {
    const { node } = (await sharedCluster()).cluster.addresses;
    const { resources } = await declared(
      () =>
        new LogRetention("log-retention", {
          services,
          config: logSettings(this.store.port, authority, node),
          password: PASSWORD,
          secretSource: fromConfig,
        }),
    );
    const all = (kind: string, apiVersion: string): readonly object[] =>
      manifestsOf(resources, kind, apiVersion);
    const text = JSON.stringify([...all("core/v1:ConfigMap", "v1"), ...all("core/v1:Secret", "v1")]);
    const quick = text
      .replace('\\"requestSeconds\\": 30', '\\"requestSeconds\\": 1')
      .replace('\\"pauseSeconds\\": 1', '\\"pauseSeconds\\": 0.02');
    expect(quick.length).toBe(text.length + 2);
    const [cronJob] = all("batch/v1:CronJob", "batch/v1");
    const result = await runInRoom({
      manifest: podOfJob(jobFromCronJob(cronJob)),
      objects: z.array(z.unknown()).parse(JSON.parse(change(quick))),
      image: "logs",
    });
    const lines = result.stdout.trim().split("\n");
    expect(result.stderr).toBe("");
    expect(result.stdout).not.toContain(PASSWORD);
    return { result, events: lines.map((line) => event.parse(JSON.parse(line))) };
  }

  /** A run that ends with this exit code, and its one error where it is not 0. */
  async ends(code: number, ...how: Parameters<RetentionKit["run"]>): Promise<Run["events"][number]> {
    const { result, events } = await this.run(...how);
    expect(result.exitCode, result.stdout).toBe(code);
    const errors = events.filter(({ level }) => level === "error");
    expect(errors.length, result.stdout).toBe(code === 0 ? 0 : 1);
    const last = events.at(-1) ?? expect.fail("nothing was logged");
    if (code !== 0) expect(last).toMatchObject({ level: "error", exitCode: code });
    return last;
  }
}
