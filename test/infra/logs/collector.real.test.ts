import { appendFileSync, chmodSync, mkdirSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { metrics } from "../../../infra/alerts/metrics";
import { z } from "zod";
import { services } from "../../../infra/catalog";
import { LogCollector } from "../../../infra/components/log-collector";
import { collector, collectorPaths } from "../../../infra/logs/collector";
import { temporaryDirectory } from "../../../sandbox/servers/at-exit";
import { makeCertificate, type Certificate } from "../../../sandbox/servers/certificate";
import { freePort } from "../../../sandbox/servers/free-port";
import { collectorImage } from "../../../sandbox/servers/image";
import { runPod, type RunningPod } from "../../../sandbox/servers/pod-runner";
import { describeReal } from "../../support/describe-real";
import { familyOf, processesWith } from "../../support/processes";
import { declared } from "../../support/pulumi-mocks";
import { fromConfig } from "../../support/workload-fixture";
import { logSettings, manifestsOf } from "./declared-logs";
import { startLogStore, type LogStore } from "./log-store";

const PASSWORD = "store-pass-1";
const DAY = "2026-03-05";
const [INDEX_DAY, NEXT_DAY] = ["2026.03.05", "2026-03-06"];

/** The time of a line, unique in a test. */
const at = (number: number, day = DAY): string => `${day}T01:00:00.${String(number).padStart(9, "0")}Z`;

describeReal("the log collector as declared", ["root", "unshare", "rsyslog"], () => {
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
      image: collectorImage(),
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

  /** Log file of a container, as containerd makes it: root's, and its group's to read. */
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
  /** Processes of this test's pod that send. */
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

  it("sends lines of JSON and of text to the index of their service and day", async () => {
    const kyb = logFile("kyb-platform");
    write(kyb, '{"level":"WARN","msg":"slow","seconds":3.5}', "plain words", '{"broken": ');
    appendFileSync(logFile("tasks-app"), `${at(1, NEXT_DAY)} stderr F from tasks\n`);
    start();
    await until(() => store.documents.length === 4);
    expect(store.documents.find(({ message }) => message === "slow")).toMatchObject({
      index: `lifeboat-kyb-platform-${INDEX_DAY}`,
      "@timestamp": at(1),
      service: "kyb-platform",
      environment: "primary",
      stream: "stdout",
      level: "warn",
      fields: { msg: "slow", seconds: 3.5 },
      kubernetes: { namespace: "kyb-platform", pod: "pod-1", container: "api" },
    });
    expect(store.documents.find(({ message }) => message === "plain words")?.fields).toBeUndefined();
    expect(messages()).toContain('{"broken": ');
    expect(store.documents.find(({ service }) => service === "tasks-app")).toMatchObject({
      index: "lifeboat-tasks-app-2026.03.06",
      stream: "stderr",
    });
    expect(store.authorization).toBe(
      `Basic ${Buffer.from(`lifeboat-collector:${PASSWORD}`).toString("base64")}`,
    );
  });

  it("puts a line together that came in parts, before it looks for secrets", async () => {
    const file = logFile("jackpot-service");
    const half = "x".repeat(16_000);
    appendFileSync(file, `${at(1)} stdout P ${half} password=hun\n`);
    start();
    appendFileSync(file, `${at(2)} stdout F ter2 end\n`);
    await until(() => store.documents.length === 1);
    expect(messages()).toEqual([`${half} password=*** end`]);
  });

  it("lets no secret leave the node", async () => {
    const secrets = {
      url: "s3cr3t-in-url",
      pair: "s3cr3t-in-pair",
      field: "s3cr3t-in-field",
      bearer: "s3cr3t.bearer-0123456789",
      aws: `AKIA${"Q7".repeat(8)}`,
      age: `AGE-SECRET-KEY-1${"QPZRY9X8GF".repeat(5)}`,
      nested: "s3cr3t-nested",
      escaped: 's3cr3t\\"tail',
    };
    write(
      logFile("kyb-platform"),
      `connect postgres://app:${secrets.url}@db.internal:5432/kyb failed`,
      `retry with password=${secrets.pair}, then leave`,
      JSON.stringify({
        message: "login",
        db: { dbPassword: secrets.field, tries: [{ api_key: secrets.nested }] },
      }),
      JSON.stringify({ message: `got Authorization: Bearer ${secrets.bearer}` }),
      `using ${secrets.aws} and ${secrets.age}`,
      `body {"password": "${secrets.escaped}", "user": "ann"}`,
    );
    start();
    await until(() => store.documents.length === 6);
    for (const [name, secret] of Object.entries(secrets)) expect(store.received, name).not.toContain(secret);
    expect(store.received).not.toMatch(/s3cr3t|tail/);
    expect(messages()).toContain("connect postgres://app:***@db.internal:5432/kyb failed");
    expect(messages()).toContain("retry with password=***, then leave");
    expect(store.documents.find(({ message }) => message === "login")?.fields).toEqual({
      message: "login",
      db: { dbPassword: "***", tries: [{ api_key: "***" }] },
    });
  });

  it("reads no other namespace's logs, also of one whose name begins alike", async () => {
    write(logFile("kube-system"), "not ours");
    write(logFile("kyb-platform-dr"), "the other environment's");
    write(logFile("kyb-platform"), "ours");
    start();
    await until(() => store.documents.length > 0);
    write(logFile("kyb-platform"), "ours again");
    await until(() => store.documents.length > 1);
    expect(messages()).toEqual(["ours", "ours again"]);
  });

  it.each([
    ["answers 503", { request: 503 }],
    ["answers 429", { request: 429 }],
    ["refuses the login", { request: 401 }],
    ["answers 429 for each document", { item: 429 }],
  ] as const)("loses nothing where the store %s for a while", async (_name, mood) => {
    const file = logFile("kyb-platform");
    store.mood = mood;
    write(file, "one", "two");
    start();
    await until(() => store.requests > 1);
    write(file, "three");
    expect(store.documents).toEqual([]);
    store.mood = "well";
    await until(() => store.documents.length === 3);
    expect(new Set(messages())).toEqual(new Set(["one", "two", "three"]));
  });

  it("loses nothing where the store is away, and tells what waits", async () => {
    write(logFile("dotmac-production"), "waits");
    await store.close();
    start();
    await expect
      .poll(figures, { timeout: 60_000, interval: 1000 })
      .toMatch(/^lifeboat_logs_queue_lines [1-9]/m);
    await expect
      .poll(figures, { timeout: 60_000, interval: 1000 })
      .toMatch(/^lifeboat_logs_failures_total [1-9]/m);
    expect((await fetch(`http://127.0.0.1:${port}/healthz`)).status).toBe(200);
    await store.open();
    await until(() => store.documents.length === 1);
    await expect
      .poll(figures, { timeout: 60_000, interval: 1000 })
      .toMatch(/^lifeboat_logs_delivered_total 1$/m);
    const names = [...(await figures()).matchAll(/^(lifeboat_\w+) /gm)].map(([, name]) => name);
    expect(metrics.log_collector.filter((name) => !names.includes(name))).toEqual([]);
  });

  // More than the 1024 lines that are put into the queue at once: rsyslog starts to send after them only.
  it.each([
    ["lines", { 'queue.size=\\"200000\\"': 'queue.size=\\"1500\\"' }],
    [
      "bytes",
      {
        'queue.maxDiskSpace=\\"512m\\"': 'queue.maxDiskSpace=\\"1m\\"',
        'queue.maxFileSize=\\"16m\\"': 'queue.maxFileSize=\\"128k\\"',
      },
    ],
  ] as const)(
    "stops reading when the queue has all the %s that it may, and loses nothing",
    async (_what, limit) => {
      const every = `interval=\\"${collector.figureSeconds}\\" format`;
      await render({ ...limit, [every]: every.replace(String(collector.figureSeconds), "1") });
      const lines = Array.from({ length: 6000 }, (_, index) => `line ${index} ${"x".repeat(80)}`);
      await store.close();
      write(logFile("kyb-platform"), ...lines);
      start();
      await expect.poll(() => figure("queue_lines"), { timeout: 60_000, interval: 200 }).toBeGreaterThan(100);
      let [before, now] = [-1, await figure("lines_total")];
      while (before !== now) {
        await new Promise((resolve) => setTimeout(resolve, 3000));
        [before, now] = [now, await figure("lines_total")];
      }
      expect(now).toBeLessThan(2000);
      // A store that is away is not asked in a loop.
      expect(await figure("failures_total")).toBeLessThan(10);
      expect(await figure("queue_lines")).toBeGreaterThan(1400);
      await store.open();
      await until(() => store.documents.length >= lines.length);
      expect(new Set(messages())).toEqual(new Set(lines));
      expect(store.documents.length).toBe(lines.length);
    },
  );

  it.each(["stop", "kill"] as const)("loses no line by a %s, and has none twice", async (how) => {
    const file = logFile("kyb-platform");
    const lines = Array.from({ length: 3000 }, (_, index) => `line ${index} ${"x".repeat(80)}`);
    write(file, ...lines.slice(0, 2500));
    start();
    await until(() => store.documents.length > 0);
    expect(await stop(how)).toBe(how === "stop" ? 0 : 137);
    write(file, ...lines.slice(2500));
    start();
    await until(() => store.documents.length >= lines.length);
    expect(new Set(messages())).toEqual(new Set(lines));
    expect(store.documents.length).toBe(lines.length);
  });

  it("ends with a sender that is killed inside a batch, and a new start loses no line and has none twice", async () => {
    const file = logFile("kyb-platform");
    const lines = Array.from({ length: 1200 }, (_, index) => `line ${index}`);
    // The store takes the batch, and the sender never hears of it.
    store.mood = "silent";
    write(file, ...lines);
    start();
    await until(() => store.requests > 0);
    const taken = store.documents.length;
    const [sender, ...others] = senders();
    expect([taken > 0 && taken < lines.length, others]).toEqual([true, []]);
    process.kill(sender ?? expect.fail("no sender"), "SIGKILL");
    expect((await running?.done)?.exitCode).toBe(137);
    store.mood = "well";
    start();
    await until(() => store.documents.length >= lines.length);
    expect(new Set(messages())).toEqual(new Set(lines));
    expect(store.documents.length).toBe(lines.length);
  });

  it("reads to the end what kubelet puts aside, and goes on with the new file", async () => {
    const file = logFile("kyb-platform");
    write(file, "before");
    start();
    await until(() => store.documents.length === 1);
    write(file, "last");
    renameSync(file, `${file}.20260305-010000`);
    write(logFile("kyb-platform"), "after");
    await until(() => store.documents.length === 3);
    expect(new Set(messages())).toEqual(new Set(["before", "last", "after"]));
  });

  it("sends as text alone what the store refuses as it is", async () => {
    store.refuse = ({ fields }) => (fields === undefined ? undefined : 400);
    write(logFile("kyb-platform"), '{"msg":"odd","when":{"a":1}}', "plain");
    start();
    await until(() => store.documents.length === 2);
    expect(store.documents.find(({ message }) => message === "odd")?.refused).toBe("made_up_400");
  });
});
