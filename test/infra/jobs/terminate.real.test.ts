import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { JOB_REQUIREMENTS, describeReal } from "../../support/describe-real";
import { eventually } from "../../support/processes";
import { expectClean } from "./restore-kit";
import { events, type Ended } from "./run-job";
import { openClient, type OpenClient } from "./session-kit";
import { startWorld, type World } from "./world";

describeReal("terminate.sh", JOB_REQUIREMENTS, () => {
  let world: World;
  const clients: OpenClient[] = [];

  beforeAll(async () => {
    world = await startWorld();
    const literal = `E'${world.password.replaceAll("\\", "\\\\")}'`;
    await world.postgres.sql(
      "postgres",
      `CREATE ROLE blind LOGIN PASSWORD ${literal} IN ROLE pg_signal_backend; CREATE ROLE seeing LOGIN PASSWORD ${literal} IN ROLE pg_monitor`,
    );
  });
  afterEach(async () => {
    await Promise.all(clients.splice(0).map((each) => each.close()));
  });
  afterAll(() => world.stop());

  async function open(user: string, name: string, password?: string): Promise<OpenClient> {
    const client = await openClient(world, user, name, password);
    clients.push(client);
    return client;
  }
  /** An idle session, one idle in a transaction, one that works, a job's and a superuser's. */
  async function everyKind() {
    const idle = await open("shop_app", "idle one");
    const held = await open("shop_app", "held|one");
    await held.query("BEGIN");
    const busy = await open("shop_app", "busy one");
    await busy.begin("SELECT pg_sleep(600)");
    const job = await open("shop_migrate", "a job");
    const root = await open("postgres", "root", world.postgres.password);
    return { idle, held, busy, job, root };
  }
  const run = (env: Readonly<Record<string, string>>): Promise<Ended> => world.run("terminate", env);
  const alive = (all: Readonly<Record<string, OpenClient>>) =>
    Object.entries(all).flatMap(([name, each]) => (each.alive() ? [name] : []));
  const exit = (ended: Ended, code: number): void => {
    expect(ended.code, ended.stderr).toBe(code);
    expectClean(world, ended);
  };

  it("shows exactly which idle sessions it would end, and ends these alone", async () => {
    const all = await everyKind();
    const dry = await run({ TERMINATE: "idle", TERMINATE_IDLE_MINUTES: "0", TERMINATE_DRY_RUN: "true" });
    exit(dry, 0);
    expect(dry.stdout.trim()).toBe("2");
    expect(events(dry, "terminate_dry_run")).toMatchObject([
      {
        count: 2,
        dryRun: true,
        states: { idle: 1, "idle in transaction": 1 },
        left: { job: 1, superuser: 1 },
      },
    ]);
    const shown = events(dry, "session").map(({ pid, backendStart }) => [pid, backendStart]);
    expect(shown.toSorted()).toEqual([all.idle, all.held].map(({ pid, began }) => [pid, began]).toSorted());
    expect(alive(all)).toEqual(["idle", "held", "busy", "job", "root"]);

    const young = await run({ TERMINATE: "idle", TERMINATE_IDLE_MINUTES: "5" });
    exit(young, 0);
    expect(events(young, "terminate_finished")).toMatchObject([{ count: 0 }]);

    const ended = await run({ TERMINATE: "idle", TERMINATE_IDLE_MINUTES: "0" });
    exit(ended, 0);
    expect(events(ended, "terminate_finished")).toMatchObject([{ count: 2, left: { job: 1, superuser: 1 } }]);
    await eventually(() => alive(all).length === 3);
    expect(alive(all)).toEqual(["busy", "job", "root"]);
  });

  it("ends one session only if it is the one that was meant", async () => {
    const [meant, other] = [await open("shop_migrate", "meant"), await open("shop_app", "other")];
    const reused = await run({
      TERMINATE: "one",
      TERMINATE_PID: String(meant.pid),
      TERMINATE_BACKEND_START: "2026-01-31T12:00:00.123456+00:00",
    });
    exit(reused, 0);
    expect(events(reused, "session_gone")[0]?.["message"]).toContain(
      `pid ${meant.pid} is another one now, which began at ${meant.began}, and is left`,
    );
    expect(meant.alive()).toBe(true);

    const named = {
      TERMINATE: "one",
      TERMINATE_PID: String(meant.pid),
      TERMINATE_BACKEND_START: meant.began,
    };
    const ended = await run(named);
    exit(ended, 0);
    expect(ended.stdout.trim()).toBe("1");
    await eventually(() => !meant.alive());
    expect(other.alive()).toBe(true);
    // Again, as after a run that was killed.
    exit(await run(named), 0);
  });

  it("cannot end a superuser's session, and says how", async () => {
    const root = await open("postgres", "root", world.postgres.password);
    const ended = await run({
      TERMINATE: "one",
      TERMINATE_PID: String(root.pid),
      TERMINATE_BACKEND_START: root.began,
    });
    exit(ended, 5);
    expect(events(ended, "session_of_superuser")[0]?.["message"]).toContain(
      `pg_terminate_backend(${root.pid})`,
    );
    expect(root.alive()).toBe(true);
  });

  it("ends all but those of jobs and superusers after its warning, and nothing if it is stopped meanwhile", async () => {
    const all = await everyKind();
    const stopped = world.start("terminate", { TERMINATE: "all" });
    await eventually(() => stopped.log().includes("in 300 s all 3 sessions of database shop"));
    stopped.process.kill("SIGTERM");
    exit(await stopped.ended, 1);
    expect(alive(all)).toHaveLength(5);

    const ended = await run({ TERMINATE: "all", TERMINATE_WARNING_SECONDS: "1" });
    exit(ended, 0);
    expect(events(ended, "terminate_warning")).toMatchObject([{ secondsLeft: 1, count: 3 }]);
    expect(events(ended, "terminate_finished")).toMatchObject([
      { count: 3, states: { active: 1, idle: 1, "idle in transaction": 1 } },
    ]);
    await eventually(() => alive(all).length === 2);
    expect(alive(all)).toEqual(["job", "root"]);
  });

  it.each([
    ["blind", "sessions_hidden", "must be a member of pg_monitor; nothing was ended"],
    ["seeing", "end_denied", "must be a member of pg_signal_backend"],
  ])("leaves with 5 as role %s, which lacks a right, and ends nothing", async (PGUSER, event, message) => {
    const app = await open("shop_app", "app");
    const ended = await run({ TERMINATE: "idle", TERMINATE_IDLE_MINUTES: "0", PGUSER });
    exit(ended, 5);
    expect(events(ended, event)[0]?.["message"]).toContain(message);
    expect(app.alive()).toBe(true);
  });

  it("names every wrong argument at once, and ends nothing without any", async () => {
    const app = await open("shop_app", "app");
    const wrong = await run({
      TERMINATE: "one",
      TERMINATE_DRY_RUN: "yes",
      TERMINATE_PID: "0",
      TERMINATE_BACKEND_START: "now",
    });
    exit(wrong, 2);
    for (const name of ["TERMINATE_DRY_RUN 'yes'", "TERMINATE_PID '0'", "TERMINATE_BACKEND_START 'now'"])
      expect(wrong.stderr).toContain(name);
    exit(await run({}), 2);
    expect(app.alive()).toBe(true);
  });
});
