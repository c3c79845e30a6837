import { describe, expect, it } from "vitest";
import { Following, type Cluster } from "../../../setup/job/follow";

const NAME = "restore-1";
/** In place of a log: its node does not respond. */
const UNREADABLE = "unreadable";
const metadata = { namespace: "shop", name: NAME, uid: "job" };
const running = { metadata, status: {} };
const condition = (type: string, message = "") => ({
  metadata,
  status: { conditions: [{ type, status: "True", message }] },
});
const podOf = (name: string, status: object, second = 0) => ({
  metadata: { name, uid: name, creationTimestamp: `2026-01-31T12:00:0${second}Z` },
  status,
});
const runs = { phase: "Running", containerStatuses: [{ name: "restore", state: { running: {} } }] };
const ended = (exitCode: number) => ({
  phase: exitCode === 0 ? "Succeeded" : "Failed",
  containerStatuses: [{ name: "restore", state: { terminated: { exitCode } } }],
});

/** What the cluster says at one look. */
interface Look {
  readonly job: unknown;
  readonly pods?: readonly object[];
  readonly logs?: Readonly<Record<string, string>>;
}

/** Follows a Job whose cluster says one thing after the other, the last one for ever; a function may throw. */
async function follow(looks: readonly (Look | Error)[], secondsEach = 2) {
  const [log, notes]: [string[], string[]] = [[], []];
  let at = 0;
  let now = 0;
  const current = (): Look => {
    const look = looks[Math.min(at, looks.length - 1)];
    if (look === undefined || look instanceof Error) throw look ?? new Error("no look");
    return look;
  };
  const cluster: Cluster = {
    job: async () => Promise.resolve(current().job),
    pods: async () => Promise.resolve({ items: current().pods ?? [] }),
    log: async (pod) => {
      const text = current().logs?.[pod] ?? "";
      return text === UNREADABLE ? Promise.reject(new Error("no route to host")) : Promise.resolve(text);
    },
    events: async () => Promise.resolve(["older", 'pods "restore-1-x" is forbidden: exceeded quota']),
  };
  const listener = {
    log: (line: string) => log.push(line),
    note: (line: string) => notes.push(line),
    now: () => now,
    pause: async () => {
      at += 1;
      now += secondsEach * 1000;
      if (at > 1000) throw new Error("followed for ever");
      return Promise.resolve();
    },
  };
  const code = await new Following(cluster, listener, 3).toItsEnd();
  return { code, log, notes };
}
const line = (second: number, text: string): string => `2026-01-31T12:00:0${second}.5Z ${text}\n`;

describe("following a Job", () => {
  it("shows what it wrote, once, and gives 0 when it is complete", async () => {
    const first = line(1, '{"time":"2026-01-31T12:00:01Z","level":"info","message":"begun"}');
    const { code, log, notes } = await follow([
      { job: running },
      { job: running, pods: [podOf("a", runs)], logs: { a: first } },
      { job: running, pods: [podOf("a", runs)], logs: { a: first + line(2, "id-1") } },
      // Its last line is written between two looks.
      {
        job: condition("Complete"),
        pods: [podOf("a", ended(0))],
        logs: { a: line(2, "id-1") + line(3, "id-2") },
      },
    ]);
    expect(code).toBe(0);
    expect(log).toEqual(["12:00:01 info  begun", "id-1", "id-2"]);
    expect(notes).toEqual([
      "pod a (attempt 1 of at most 3) runs",
      "pod a (attempt 1 of at most 3) succeeded",
    ]);
  });

  it.each([2, 3, 4, 5, 6])("gives the job's own code %s", async (own) => {
    const { code, notes } = await follow([
      { job: condition("Failed", "Container restore failed with a rule"), pods: [podOf("a", ended(own))] },
    ]);
    expect(code).toBe(own);
    expect(notes.at(-1)).toBe("the Job failed: Container restore failed with a rule");
  });

  it.each([
    ["a container that was killed", 137],
    ["a code that is no job's", 9],
  ])("gives 1 for %s", async (_what, own) => {
    expect((await follow([{ job: condition("Failed"), pods: [podOf("a", ended(own))] }])).code).toBe(1);
  });

  it("follows each attempt, and gives the last one's code", async () => {
    const { code, log, notes } = await follow([
      { job: running, pods: [podOf("a", ended(3))], logs: { a: line(1, "first") } },
      { job: running, pods: [podOf("a", ended(3)), podOf("b", runs, 5)], logs: { b: line(6, "second") } },
      { job: condition("Failed"), pods: [podOf("a", ended(3)), podOf("b", ended(1), 5)] },
    ]);
    expect(code).toBe(1);
    expect(log).toEqual(["first", "second"]);
    expect(notes).toContain("pod b (attempt 2 of at most 3) runs");
  });

  it("knows the code of a pod that is gone when the Job fails at its deadline", async () => {
    const { code } = await follow([
      { job: running, pods: [podOf("a", ended(3))] },
      { job: condition("Failed", "Job was active longer than specified deadline") },
    ]);
    expect(code).toBe(3);
  });

  it("says once why the Job has no pod", async () => {
    const { notes } = await follow([
      ...Array<Look>(8).fill({ job: running }),
      { job: condition("Failed"), pods: [] },
    ]);
    expect(notes.filter((note) => note.includes("has no pod yet"))).toEqual([
      'the Job has no pod yet: pods "restore-1-x" is forbidden: exceeded quota',
    ]);
  });

  it("says that nothing is new, so that a silent run does not look like a hung command", async () => {
    const look: Look = { job: running, pods: [podOf("a", runs)] };
    const { notes } = await follow(
      [...Array<Look>(5).fill(look), { job: condition("Complete"), pods: [] }],
      40,
    );
    expect(notes).toContain("nothing new; begun 80 s ago");
  });

  it("outlives an API server that does not respond, and gives up after five minutes of it", async () => {
    const silent = new Error("connection refused");
    const { code, notes } = await follow([silent, silent, { job: condition("Complete"), pods: [] }]);
    expect(code).toBe(0);
    expect(notes[0]).toContain("the cluster does not respond (connection refused); the job goes on");
    await expect(follow([silent], 30)).rejects.toThrow("connection refused");
  });

  it("says once that a log cannot be read, and goes by the Job's own state", async () => {
    const look: Look = { job: running, pods: [podOf("a", runs)], logs: { a: UNREADABLE } };
    const { code, log, notes } = await follow([look, look, { ...look, job: condition("Complete") }]);
    expect([code, log]).toEqual([0, []]);
    expect(notes.filter((note) => note.includes("cannot be read"))).toEqual([
      "the log of a cannot be read: no route to host",
    ]);
  });

  it("gives 1 where somebody deletes the Job", async () => {
    const { code, notes } = await follow([{ job: running }, { job: undefined }]);
    expect(code).toBe(1);
    expect(notes).toEqual(["the Job was deleted before it had reported its end"]);
  });
});
