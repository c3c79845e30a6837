import { appendFileSync, chmodSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect } from "vitest";
import { z } from "zod";
import { services } from "../../../infra/catalog";
import { LogCollector } from "../../../infra/components/log-collector";
import { collector, collectorPaths } from "../../../infra/logs/collector";
import { temporaryDirectory } from "../../../sandbox/servers/at-exit";
import { makeCertificate, type Certificate } from "../../../sandbox/servers/certificate";
import { freePort } from "../../../sandbox/servers/free-port";
import { runPod, type RunningPod } from "../../../sandbox/servers/pod-runner";
import { familyOf, processesWith } from "../../support/processes";
import { declared } from "../../support/pulumi-mocks";
import { fromConfig } from "../../support/workload-fixture";
import { logSettings, manifestsOf } from "./declared-logs";
import { startLogStore, type LogStore } from "./log-store";

/** Password of the collector's login at the store. */
export const PASSWORD = "store-pass-1";
const DAY = "2026-03-05";

/** The time of a line, unique in a test. */
export const at = (number: number, day = DAY): string =>
  `${day}T01:00:00.${String(number).padStart(9, "0")}Z`;

/** The collector's pod of a test, with the logs that it reads and a store that it sends to. */
export interface CollectorPod {
  readonly store: LogStore;
  /** Where it tells its figures. */
  readonly port: number;
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

/** Makes a pod and a store for each test of a suite, and ends them after it. */
export function collectorPod(): CollectorPod {
  const folder = temporaryDirectory("log-collector");
  let certificate: Certificate;
  let store: LogStore;
  let objects: readonly unknown[];
  let manifest: unknown;
  let [logs, state, port, number] = ["", "", 0, 0];
  let running: RunningPod | undefined;
  let said = "";

  /**
   * The objects as declared, asking the store on this machine; the one port of the pod is one that is free.
   * @param change texts of the files to others. @default none
   */
  async function render(change: Readonly<Record<string, string>> = {}): Promise<void> {
    const { resources } = await declared(
      () =>
        new LogCollector("logs", {
          services,
          config: logSettings(store.port, certificate),
          password: PASSWORD,
          secretSource: fromConfig,
        }),
    );
    const all = (kind: string, apiVersion: string): readonly object[] =>
      manifestsOf(resources, kind, apiVersion);
    let text = JSON.stringify(all("core/v1:ConfigMap", "v1"));
    for (const [from, to] of [
      [`figures.py ${collector.port}`, `figures.py ${port}`],
      ...Object.entries(change),
    ]) {
      expect(text).toContain(from);
      text = text.replaceAll(from ?? "", to ?? "");
    }
    const files = z.array(z.unknown()).parse(JSON.parse(text));
    objects = [...files, ...all("core/v1:Secret", "v1")];
    [manifest] = all("apps/v1:DaemonSet", "apps/v1");
  }

  function start(): void {
    const pod = runPod({
      manifest,
      objects,
      image: "logs",
      hostPaths: { [collectorPaths.logs]: logs, "emptyDir:state": state },
      onLine: (line) => {
        said += `${line}\n`;
      },
    });
    pod.done.catch((error: unknown) => {
      said += String(error);
    });
    running = pod;
  }

  async function stop(how: "stop" | "kill"): Promise<number | undefined> {
    running?.[how]();
    const result = await running?.done;
    running = undefined;
    return result?.exitCode;
  }
  const figures = async (): Promise<string> =>
    (await fetch(`http://127.0.0.1:${port}/metrics`).catch(() => undefined))?.text() ?? "";
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
    const family = new Set(familyOf(process.pid));
    return processesWith("ship.py").filter((pid) => family.has(pid));
  };
  const messages = (): readonly string[] => store.documents.map(({ message }) => message);
  const until = async (what: () => boolean): Promise<void> => {
    await expect
      .poll(what, { timeout: 60_000, interval: 100 })
      .toBe(true)
      .catch((error: unknown) => {
        throw new Error(
          `${String(error)}\n${said.slice(-3000)}\n${JSON.stringify(messages()).slice(0, 2000)}`,
        );
      });
  };

  beforeAll(async () => {
    certificate = await makeCertificate(folder.path);
  });
  beforeEach(async (context) => {
    const own = path.join(folder.path, context.task.id);
    [logs, state] = [path.join(own, "pods"), path.join(own, "state")];
    mkdirSync(logs, { recursive: true, mode: 0o755 });
    chmodSync(own, 0o755);
    mkdirSync(state);
    chmodSync(state, 0o3777);
    [said, number] = ["", 0];
    port = await freePort();
    store = await startLogStore(certificate);
    await render();
  });
  afterEach(async () => {
    if (running !== undefined) await stop("kill");
    await store.close();
  });
  afterAll(() => {
    folder.remove();
  });

  return {
    get store() {
      return store;
    },
    get port() {
      return port;
    },
    render,
    start,
    stop,
    ended: async () => (await running?.done)?.exitCode,
    figures,
    figure,
    logFile,
    write,
    senders,
    messages,
    until,
  };
}
