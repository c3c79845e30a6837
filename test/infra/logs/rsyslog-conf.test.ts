import { describe, expect, it } from "vitest";
import { collector, collectorPaths } from "../../../infra/logs/collector";
import { LINE_KIB, LINES_AT_ONCE, rsyslogConf } from "../../../infra/logs/rsyslog-conf";

/** Parameters of the first statement that begins so, by name. */
function parameters(conf: string, beginning: string): Readonly<Record<string, string>> {
  const at = conf.indexOf(beginning);
  expect(at, beginning).toBeGreaterThanOrEqual(0);
  const text = conf.slice(at, conf.indexOf("\n\n", at) + 1 || undefined).split(/\)(?: \{)?\n/)[0] ?? "";
  return Object.fromEntries(
    [...text.matchAll(/([\w.]+)="((?:[^"\\]|\\.)*)"/g)].map(([, name = "", value = ""]) => [name, value]),
  );
}
const files = (conf: string): readonly string[] =>
  [...conf.matchAll(/^input\(type="imfile" file="([^"]+)"/gm)].map(([, file = ""]) => file);

describe("rsyslog's configuration", () => {
  const conf = rsyslogConf(["kyb-platform", "tasks-app"]);

  it("has one input for each namespace, which no other name can match", () => {
    expect(files(conf)).toEqual([
      "/var/log/pods/kyb-platform_*/*/*.log",
      "/var/log/pods/tasks-app_*/*/*.log",
    ]);
  });

  it("reads files from their beginning, and writes down where it is at an orderly end alone", () => {
    expect(parameters(conf, "input(")).toMatchObject({
      ruleset: "lines",
      addMetadata: "on",
      freshStartTail: "off",
      persistStateInterval: "0",
      escapeLF: "off",
    });
  });

  it("queues on disk within the collector's limits, and drops nothing for a week", () => {
    expect(parameters(conf, 'ruleset(name="lines"')).toMatchObject({
      "queue.type": "disk",
      "queue.size": String(collector.queueLines),
      "queue.maxDiskSpace": `${collector.queueMib}m`,
      "queue.checkpointInterval": "1",
      "queue.saveOnShutdown": "on",
      "queue.workerThreads": "1",
      "queue.timeoutEnqueue": "604800000",
    });
  });

  it("lets everything that is read at once into the queue, for sending begins after that", () => {
    // imfile is held back from 97 % of the queue on.
    expect(0.97 * collector.queueLines).toBeGreaterThan(LINES_AT_ONCE);
    expect(collector.queueMib * 1024).toBeGreaterThan(LINES_AT_ONCE * LINE_KIB);
  });

  it("sends batches that the sender confirms, again and again until it does", () => {
    const action = parameters(conf, 'action(name="store"');
    expect(action).toMatchObject({
      type: "omprog",
      binary: "/usr/bin/python3 -B /etc/lifeboat-logs/ship.py /etc/lifeboat-logs/settings.json",
      confirmMessages: "on",
      useTransactions: "on",
      "action.resumeRetryCount": "-1",
      "action.resumeIntervalMax": "60",
    });
    // One request of the sender takes up to 60 s, and a batch is one and another of what was refused.
    expect(Number(action["confirmTimeout"])).toBeGreaterThan(120_000);
  });

  it("tells its figures to the program that shows them, often enough to be alive", () => {
    expect(parameters(conf, 'module(load="impstats"')).toMatchObject({
      interval: "10",
      format: "json",
      ruleset: "figures",
    });
    expect(conf).toContain(`figures.py ${collector.port} ${collectorPaths.figures}`);
  });

  it("keeps whole what one line of a container may be", () => {
    expect(parameters(conf, "global(")).toMatchObject({
      maxMessageSize: "256k",
      workDirectory: collectorPaths.state,
    });
  });

  it("differs between two lists of namespaces by its inputs alone", () => {
    const other = rsyslogConf(["kyb-platform-dr"]);
    expect(files(other)).toEqual(["/var/log/pods/kyb-platform-dr_*/*/*.log"]);
    const rest = (text: string): string => text.slice(0, text.indexOf("input("));
    expect(rest(other)).toBe(rest(conf));
  });

  it.each(["kyb_platform", "*", 'a" file="/etc/shadow', "KYB", ""])(
    "refuses %j, which is no namespace's name",
    (name) => {
      expect(() => rsyslogConf(["tasks-app", name])).toThrow(/namespace/);
    },
  );
});
