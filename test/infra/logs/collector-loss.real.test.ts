import { renameSync } from "node:fs";
import { expect, it } from "vitest";
import { metrics } from "../../../infra/alerts/metrics";
import { collector } from "../../../infra/logs/collector";
import { describeReal, POD } from "../../support/describe-real";
import { collectorPod } from "./collector-pod";

describeReal("the log collector as declared, when something fails", [...POD, "log-image"], () => {
  const pod = collectorPod();
  const { figure, figures, logFile, messages, render, senders, start, stop, until, write } = pod;

  /** Waits until the store has every line, each once. */
  async function haveAll(lines: readonly string[]): Promise<void> {
    await until(() => pod.store.documents.length >= lines.length);
    expect(new Set(messages())).toEqual(new Set(lines));
    expect(pod.store.documents.length).toBe(lines.length);
  }

  it.each([
    ["answers 503", { request: 503 }],
    ["answers 429", { request: 429 }],
    ["refuses the login", { request: 401 }],
    ["answers 429 for each document", { item: 429 }],
  ] as const)("loses nothing where the store %s for a while", async (_name, mood) => {
    const file = logFile("kyb-platform");
    pod.store.mood = mood;
    write(file, "one", "two");
    start();
    await until(() => pod.store.requests > 1);
    write(file, "three");
    expect(pod.store.documents).toEqual([]);
    pod.store.mood = "well";
    await until(() => pod.store.documents.length === 3);
    expect(new Set(messages())).toEqual(new Set(["one", "two", "three"]));
  });

  it("loses nothing while the store is down, and reports what waits", async () => {
    write(logFile("dotmac-production"), "waits");
    await pod.store.close();
    start();
    await expect
      .poll(figures, { timeout: 60_000, interval: 1000 })
      .toMatch(/^lifeboat_logs_queue_lines [1-9]/m);
    await expect
      .poll(figures, { timeout: 60_000, interval: 1000 })
      .toMatch(/^lifeboat_logs_failures_total [1-9]/m);
    expect((await fetch(`${pod.url() ?? ""}/healthz`)).status).toBe(200);
    await pod.store.open();
    await until(() => pod.store.documents.length === 1);
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
      await pod.store.close();
      write(logFile("kyb-platform"), ...lines);
      start();
      await expect.poll(() => figure("queue_lines"), { timeout: 60_000, interval: 200 }).toBeGreaterThan(100);
      let [before, now] = [-1, await figure("lines_total")];
      while (before !== now) {
        await new Promise((resolve) => setTimeout(resolve, 3000));
        [before, now] = [now, await figure("lines_total")];
      }
      expect(now).toBeLessThan(2000);
      // A store that is down is not asked in a loop.
      expect(await figure("failures_total")).toBeLessThan(10);
      expect(await figure("queue_lines")).toBeGreaterThan(1400);
      await pod.store.open();
      await haveAll(lines);
    },
  );

  it.each(["stop", "kill"] as const)("loses no line by a %s, and has none twice", async (how) => {
    const file = logFile("kyb-platform");
    const lines = Array.from({ length: 3000 }, (_, index) => `line ${index} ${"x".repeat(80)}`);
    write(file, ...lines.slice(0, 2500));
    start();
    await until(() => pod.store.documents.length > 0);
    expect(await stop(how)).toBe(how === "stop" ? 0 : 137);
    write(file, ...lines.slice(2500));
    start();
    await haveAll(lines);
  });

  it("ends with a sender that is killed inside a batch, and a new start loses no line and has none twice", async () => {
    const file = logFile("kyb-platform");
    const lines = Array.from({ length: 1200 }, (_, index) => `line ${index}`);
    // The store takes the batch, and the sender never hears of it.
    pod.store.mood = "silent";
    write(file, ...lines);
    start();
    await until(() => pod.store.requests > 0);
    const taken = pod.store.documents.length;
    const [sender, ...others] = senders();
    expect([taken > 0 && taken < lines.length, others]).toEqual([true, []]);
    process.kill(sender ?? expect.fail("no sender"), "SIGKILL");
    expect(await pod.ended()).toBe(137);
    pod.store.mood = "well";
    start();
    await haveAll(lines);
  });

  it("reads to the end what kubelet puts aside, and goes on with the new file", async () => {
    const file = logFile("kyb-platform");
    write(file, "before");
    start();
    await until(() => pod.store.documents.length === 1);
    write(file, "last");
    renameSync(file, `${file}.20260305-010000`);
    write(logFile("kyb-platform"), "after");
    await until(() => pod.store.documents.length === 3);
    expect(new Set(messages())).toEqual(new Set(["before", "last", "after"]));
  });
});
