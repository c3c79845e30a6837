import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { type Cluster, clusterBackend } from "../../../sandbox/drill/cluster/cluster-backend";
import type { ClusterEvent } from "../../../sandbox/drill/cluster/cluster-event";
import { databaseBackend } from "../../../sandbox/drill/database-backend";
import { startPostgres, type Postgres } from "../../../sandbox/servers/postgres";
import { describeReal } from "../../support/describe-real";
import { eventually, processesWith } from "../../support/processes";
import { type TemporarySandbox, openTemporary, runOnDev } from "../engine/temporary-sandbox";

const PASSWORD = "throw-away-app-password";
const FAILING = `echo '{"level":"error","message":"the vault holds no backup"}' >&2; exit 4`;

describeReal("an activation by the real engine", ["root", "unshare", "job-image", "postgresql"], () => {
  let postgres: Postgres;
  let cluster: Cluster;
  let temporary: TemporarySandbox;
  let events: ClusterEvent[] = [];

  beforeAll(async () => {
    postgres = await startPostgres();
    cluster = clusterBackend({ jobImages: ["jobs"], onEvent: (event) => events.push(event) });
    const secrets = () => ({
      "fixture-activation:password": () => PASSWORD,
      "fixture-activation:adminPassword": () => postgres.password,
    });
    const overrides = {
      "fixture-activation:port": String(postgres.port),
      "fixture-activation:replicas": "2",
      "fixture-activation:restoreCommand": FAILING,
    };
    temporary = await openTemporary("activation", {
      values: { dev: { secrets, overrides } },
      backends: { kubernetes: cluster.backend, postgresql: databaseBackend() },
    });
  });
  afterAll(async () => {
    temporary.dispose();
    await cluster.close();
    await postgres.stop();
  });
  beforeEach(() => {
    events = [];
  });

  const UP = ["up", "--yes", "--skip-preview", "--stack", "dev", "--non-interactive"];

  const pulumi = (...args: string[]) => runOnDev(temporary, [PASSWORD, postgres.password], ...args);
  const up = () => pulumi("up", "--yes", "--skip-preview");
  const roles = async (): Promise<unknown> =>
    (await postgres.sql("postgres", "SELECT rolcanlogin FROM pg_roles WHERE rolname = 'app'"))[0];
  const steps = (): string[] =>
    events.map(({ object, phase }) => `${object.kind} ${object.name.replace(/-[0-9a-f]{8}$/, "")} ${phase}`);

  it("changes nothing in a preview", async () => {
    const { code, output } = await pulumi("preview");
    expect(code, output).toBe(0);
    expect(output).toContain("kubernetes:apps/v1:Deployment api create");
    expect([events, await roles()]).toEqual([[], undefined]);
  });

  it("stops where a job fails: what depends on it is not made", async () => {
    const { code, output } = await up();
    expect(code).not.toBe(0);
    expect(output).toMatch(
      /Job fixture\/restore-[0-9a-f]{8} failed: container job ended with exit code 4: the vault holds no backup\. Mend the cause, then run pulumi up again: what is done stays done\./,
    );
    expect(steps()).toEqual([
      "Job check started",
      "Job check done",
      "Job restore started",
      "Job restore failed",
    ]);
    expect(cluster.object("Deployment", "fixture", "api")).toBeUndefined();
    expect(await roles()).toEqual({ rolcanlogin: true });
  });

  it("goes on from there once the cause is mended, and does nothing twice", async () => {
    await pulumi("config", "set", "restoreCommand", "exit 0");
    const { code, output } = await up();
    expect(code, output).toBe(0);
    expect(steps()).toEqual([
      "Job restore started",
      "Job restore done",
      "Deployment api started",
      "Deployment api done",
    ]);
    const port = cluster.workloads.find("fixture", "api")?.port;
    expect((await fetch(`http://127.0.0.1:${String(port)}/health`)).status).toBe(200);
    const again = await pulumi("up", "--yes", "--skip-preview", "--expect-no-changes");
    expect(again.code, again.output).toBe(0);
    expect(steps()).toHaveLength(4);
  });

  it("finds out by a refresh when a login is gone, and makes it anew", async () => {
    await postgres.sql("postgres", "DROP ROLE app");
    await pulumi("refresh", "--yes", "--skip-preview");
    const { code, output } = await up();
    expect(code, output).toBe(0);
    expect(await roles()).toEqual({ rolcanlogin: true });
  });

  it("stops a job when it is interrupted, and goes on the next time", async () => {
    await pulumi(
      "config",
      "set",
      "restoreCommand",
      "trap 'exit 1' TERM; while :; do sleep 0.1; done # interrupted",
    );
    const abort = new AbortController();
    const [run] = await Promise.all([
      temporary.sandbox.run(UP, { signal: abort.signal }),
      eventually(() => processesWith("# interrupted").length > 0, 60_000).then(() => {
        abort.abort();
      }),
    ]);
    expect(run.code).not.toBe(0);
    expect(processesWith("# interrupted")).toEqual([]);
    await pulumi("config", "set", "restoreCommand", "exit 0");
    const { code, output } = await up();
    expect(code, output).toBe(0);
  });

  it("scales to 0 and leaves nothing behind when it is destroyed", async () => {
    await pulumi("config", "set", "replicas", "0");
    expect((await up()).code).toBe(0);
    expect(cluster.workloads.find("fixture", "api")).toBeUndefined();
    const { code, output } = await pulumi("destroy", "--yes", "--skip-preview");
    expect(code, output).toBe(0);
    expect([cluster.object("Deployment", "fixture", "api"), await roles()]).toEqual([undefined, undefined]);
  });
});
