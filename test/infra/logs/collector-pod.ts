import { appendFileSync, chmodSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect } from "vitest";
import { z } from "zod";
import { services } from "../../../infra/catalog";
import { LogCollector } from "../../../infra/components/logs/log-collector";
import { collector } from "../../../infra/logs/collector";
import { temporaryDirectory } from "../../../sandbox/servers/at-exit";
import { makeCertificate, type Certificate } from "../../../sandbox/servers/certificate";
import { podOfTemplate, type PodManifest } from "../../../sandbox/cluster/pod-manifest";
import type { ExposedPort } from "../../../sandbox/cluster/expose";
import type { RunningPod } from "../../../sandbox/cluster/pods";
import { startInRoom } from "../../support/pod-room";
import { processesWith } from "../../support/processes";
import { declared } from "../../support/pulumi-mocks";
import { sharedCluster } from "../../support/shared-cluster";
import { fromConfig } from "../../support/workload-fixture";
import { logSettings, manifestsOf } from "./declared-logs";
import { startLogStore, type LogStore } from "./log-store";

/** Password of the collector's login at the store. */
export const PASSWORD = "store-pass-1";
const DAY = "2026-03-05";

/** The time of a line, unique in a test. */
export const at = (number: number, day = DAY): string =>
  `${day}T01:00:00.${String(number).padStart(9, "0")}Z`;

const daemonSet = z.object({ spec: z.object({ template: z.unknown() }) });
const podVolumes = z.array(z.looseObject({ name: z.string() }));

/** The collector's pod of a test, with the logs that it reads and a store that it sends to. */
export interface CollectorPod {
  readonly store: LogStore;
  /** Where it tells its figures; undefined before it has an address. */
  readonly url: () => string | undefined;
  /** Declares it with texts of its files changed, before it is started. */
  readonly render: (change: Readonly<Record<string, string>>) => Promise<void>;
  readonly start: () => void;
  /** Ends it. @returns its exit code */
  readonly stop: (how: "stop" | "kill") => Promise<number | undefined>;
  /** Waits until it ends by itself. @returns its exit code */
  readonly ended: () => Promise<number | undefined>;
  /** All its figures; empty while it tells none. */
  readonly figures: () => Promise<string>;
  /** One figure; -1 while it does not tell it. */
  readonly figure: (name: string) => Promise<number>;
  /** Log file of a container, as containerd makes it: root's, and its group's to read. */
  readonly logFile: (namespace: string, container?: string, file?: string) => string;
  /** Adds lines to a log file, each at a time of its own. */
  readonly write: (file: string, ...texts: readonly string[]) => void;
  /** Processes of this test's pod that send. */
  readonly senders: () => readonly number[];
  /** Messages that the store has. */
  readonly messages: () => readonly string[];
  /** Waits until something holds; what the pod said is in the error. */
  readonly until: (what: () => boolean) => Promise<void>;
}

/**
 * Makes a pod and a store for each test of a suite, and ends them after it.
 * @param logsOf whose logs it reads: those that the test writes, or as declared the node's. @default the test's
 */
export function collectorPod(logsOf: "test" | "node" = "test"): CollectorPod {
  const folder = temporaryDirectory("log-collector");
  let certificate: Certificate;
  let store: LogStore;
  let objects: readonly unknown[];
  let manifest: PodManifest;
  let exposed: ExposedPort;
  let [logs, state, number] = ["", "", 0];
  let running: Promise<RunningPod> | undefined;
  let current: RunningPod | undefined;
  let said = "";

  /**
   * The objects as declared, asking the store on this machine. Where the logs are this test's, so is the volume
   * that outlives a container: each start is a pod of its own here.
   * @param change texts of the files to others. @default none
   */
  async function render(change: Readonly<Record<string, string>> = {}): Promise<void> {
    const { node } = (await sharedCluster()).cluster.addresses;
    const { resources } = await declared(
      () =>
        new LogCollector("logs", {
          services,
          config: logSettings(store.port, certificate, node),
          password: PASSWORD,
          secretSource: fromConfig,
        }),
    );
    const all = (kind: string, apiVersion: string): readonly object[] =>
      manifestsOf(resources, kind, apiVersion);
    let text = JSON.stringify(all("core/v1:ConfigMap", "v1"));
    for (const [from, to] of Object.entries(change)) {
      expect(text).toContain(from);
      text = text.replaceAll(from, to);
    }
    const files = z.array(z.unknown()).parse(JSON.parse(text));
    objects = [...files, ...all("core/v1:Secret", "v1")];
    const { template } = daemonSet.parse(all("apps/v1:DaemonSet", "apps/v1")[0]).spec;
    const pod = podOfTemplate(template, { name: collector.name, namespace: "monitoring" });
    const places: Readonly<Record<string, string>> = logsOf === "node" ? {} : { logs, state };
    const volumes = podVolumes.parse(pod.spec["volumes"]).map((volume) => {
      const place = places[volume.name];
      return place === undefined
        ? volume
        : { name: volume.name, hostPath: { path: place, type: "Directory" } };
    });
    manifest = { ...pod, spec: { ...pod.spec, volumes, restartPolicy: "Never" } };
  }

  function start(): void {
    const onLine = (line: string): void => {
      said += `${line}\n`;
    };
    running = startInRoom({ manifest, objects, image: "logs", onLine }).then((pod) => (current = pod));
    running
      .then(({ done }) => done)
      .catch((error: unknown) => {
        said += String(error);
      });
  }

  async function stop(how: "stop" | "kill"): Promise<number | undefined> {
    const pod = await running;
    pod?.[how]();
    const result = await pod?.done;
    running = current = undefined;
    return result?.exitCode;
  }
  const url = (): string | undefined =>
    current?.address === undefined ? undefined : `http://${current.address}:${collector.port}`;
  const figures = async (): Promise<string> =>
    (await fetch(`${url() ?? ""}/metrics`).catch(() => undefined))?.text() ?? "";
  const figure = async (name: string): Promise<number> =>
    Number(new RegExp(`^lifeboat_logs_${name} (\\d+)$`, "m").exec(await figures())?.[1] ?? -1);

  function logFile(namespace: string, container = "api", file = "0.log"): string {
    const directory = path.join(logs, `${namespace}_pod-1_0b1c-uid`, container);
    mkdirSync(directory, { recursive: true, mode: 0o755 });
    const name = path.join(directory, file);
    writeFileSync(name, "", { flag: "a", mode: 0o640 });
    chmodSync(name, 0o640);
    return name;
  }
  const write = (file: string, ...texts: readonly string[]): void => {
    appendFileSync(file, texts.map((text) => `${at((number += 1))} stdout F ${text}\n`).join(""));
  };
  const senders = (): readonly number[] => {
    const own = new Set(current?.processes());
    return processesWith("ship.py").filter((pid) => own.has(pid));
  };
  const messages = (): readonly string[] => store.documents.map(({ message }) => message);
  const until = async (what: () => boolean): Promise<void> => {
    await expect
      .poll(what, { timeout: 240_000, interval: 100 })
      .toBe(true)
      .catch((error: unknown) => {
        throw new Error(
          `${String(error)}\n${said.slice(-3000)}\n${JSON.stringify(messages()).slice(0, 2000)}`,
        );
      });
  };

  beforeAll(async () => {
    const { node } = (await sharedCluster()).cluster.addresses;
    certificate = await makeCertificate(folder.path, [node]);
    // The node's containers come here too.
    chmodSync(folder.path, 0o755);
  });
  beforeEach(async (context) => {
    const own = path.join(folder.path, context.task.id);
    [logs, state] = [path.join(own, "pods"), path.join(own, "state")];
    mkdirSync(logs, { recursive: true, mode: 0o755 });
    chmodSync(own, 0o755);
    mkdirSync(state);
    chmodSync(state, 0o3777);
    [said, number] = ["", 0];
    store = await startLogStore(certificate);
    exposed = await (await sharedCluster()).expose(store.port);
    await render();
  });
  afterEach(async () => {
    const pod = await running?.catch(() => undefined);
    // One that a failed test left may not even run yet.
    pod?.stop();
    pod?.kill();
    await pod?.done.catch(() => undefined);
    running = current = undefined;
    await exposed.close();
    await store.close();
  });
  afterAll(() => {
    folder.remove();
  });

  return {
    get store() {
      return store;
    },
    url,
    render,
    start,
    stop,
    ended: async () => (await (await running)?.done)?.exitCode,
    figures,
    figure,
    logFile,
    write,
    senders,
    messages,
    until,
  };
}
