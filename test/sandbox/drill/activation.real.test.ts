import { expect, it } from "vitest";
import { z } from "zod";
import { buildImage } from "../../../sandbox/images/build";
import { describeReal } from "../../support/describe-real";
import { eventually } from "../../support/processes";
import { runOnDev } from "../engine/temporary-sandbox";
import { FIXTURE_REQUIREMENTS, fixtureCluster } from "./fixture-cluster";

const PASSWORD = "throw-away-app-password";
const FAILING = `echo '{"level":"error","message":"the vault holds no backup"}' >&2; exit 4`;
const ENDLESS = "trap 'exit 1' TERM; while :; do sleep 0.1; done";
const API = "/apis/apps/v1/namespaces/fixture/deployments/api";
const HEALTH = "/api/v1/namespaces/fixture/services/api:80/proxy/health";

const active = z.object({
  items: z.array(z.looseObject({ status: z.looseObject({ active: z.number().optional() }) })),
});

describeReal("an activation by the real engine", FIXTURE_REQUIREMENTS, () => {
  const fixture = fixtureCluster("activation", "fixture", async ({ cluster, postgres }) => ({
    dev: {
      secrets: () => ({
        "fixture-activation:password": () => PASSWORD,
        "fixture-activation:adminPassword": () => postgres.password,
      }),
      overrides: {
        "fixture-activation:host": cluster.address,
        "fixture-activation:port": String(postgres.port),
        "fixture-activation:replicas": "2",
        "fixture-activation:restoreCommand": FAILING,
        "fixture-activation:jobImage": (await buildImage("jobs")).reference,
        "fixture-activation:image": (await buildImage("application")).reference,
      },
    },
  }));

  const UP = ["up", "--yes", "--skip-preview", "--stack", "dev", "--non-interactive"];

  const pulumi = (...args: string[]) =>
    runOnDev(fixture.temporary, [PASSWORD, fixture.postgres.password], ...args);
  const up = () => pulumi("up", "--yes", "--skip-preview");
  const roles = async (): Promise<unknown> =>
    (await fixture.postgres.sql("postgres", "SELECT rolcanlogin FROM pg_roles WHERE rolname = 'app'"))[0];
  const steps = (): string[] =>
    fixture.events.map(
      ({ object, phase }) => `${object.kind} ${object.name.replace(/-[0-9a-f]{8}$/, "")} ${phase}`,
    );
  /** How many Jobs have a pod. */
  const running = async (): Promise<number> =>
    active
      .parse(await fixture.get("/apis/batch/v1/namespaces/fixture/jobs"))
      .items.filter(({ status }) => status.active === 1).length;

  it("changes nothing in a preview", async () => {
    const { code, output } = await pulumi("preview");
    expect(code, output).toBe(0);
    expect(output).toContain("kubernetes:apps/v1:Deployment api create");
    expect([fixture.events, await roles()]).toEqual([[], undefined]);
  });

  it("stops where a job fails: what depends on it is not made", async () => {
    const { code, output } = await up();
    expect(code).not.toBe(0);
    // The provider tells the end of a failed container's log where the pod has it: see FAILURE_MESSAGE.
    expect(output).toMatch(/Pod fixture\/restore-[0-9a-f]{8}-\w+\]: \[Error\] .*the vault holds no backup/);
    expect(steps()).toEqual([
      "Job check started",
      "Job check done",
      "Job restore started",
      "Job restore failed",
    ]);
    expect(await fixture.get(API)).toBeUndefined();
    expect(await roles()).toEqual({ rolcanlogin: true });
  });

  it("goes on from there once the cause is fixed, and does nothing twice", async () => {
    await pulumi("config", "set", "restoreCommand", "exit 0");
    const { code, output } = await up();
    expect(code, output).toBe(0);
    expect(steps()).toEqual([
      "Job restore started",
      "Job restore done",
      "Deployment api started",
      "Deployment api done",
    ]);
    expect(await fixture.get(HEALTH)).toEqual({ status: "healthy", side: "fixture" });
    const again = await pulumi("up", "--yes", "--skip-preview", "--expect-no-changes");
    expect(again.code, again.output).toBe(0);
    expect(steps()).toHaveLength(4);
  });

  it("finds out by a refresh when a login is gone, and creates it again", async () => {
    await fixture.postgres.sql("postgres", "DROP ROLE app");
    await pulumi("refresh", "--yes", "--skip-preview");
    const { code, output } = await up();
    expect(code, output).toBe(0);
    expect(await roles()).toEqual({ rolcanlogin: true });
  });

  it("leaves a job to go on when it is interrupted, and replaces it the next time", async () => {
    await pulumi("config", "set", "restoreCommand", ENDLESS);
    const abort = new AbortController();
    const [run] = await Promise.all([
      fixture.temporary.sandbox.run(UP, { signal: abort.signal }),
      eventually(async () => (await running()) > 0, 60_000).then(() => {
        abort.abort();
      }),
    ]);
    expect(run.code).not.toBe(0);
    expect(await running()).toBe(1);
    await pulumi("config", "set", "restoreCommand", "exit 0");
    const { code, output } = await up();
    expect(code, output).toBe(0);
    expect(await running()).toBe(0);
  });

  it("scales to 0 and leaves nothing behind when it is destroyed", async () => {
    await pulumi("config", "set", "replicas", "0");
    expect((await up()).code).toBe(0);
    await expect(fixture.get(HEALTH)).rejects.toThrow("503");
    const { code, output } = await pulumi("destroy", "--yes", "--skip-preview");
    expect(code, output).toBe(0);
    expect([await fixture.get(API), await roles()]).toEqual([undefined, undefined]);
  });
});
