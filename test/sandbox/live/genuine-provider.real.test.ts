import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { z } from "zod";
import { type LiveCluster, openLiveCluster } from "../../../sandbox/live/cluster";
import { describeReal, GENUINE_PROVIDER } from "../../support/describe-real";
import { asHeld } from "../../support/held-object";
import { IdleNode } from "../../support/idle-node";
import { type TemporarySandbox, openTemporary, runOnDev } from "../engine/temporary-sandbox";

const PASSWORD = "throw-away-password";
const ENCODED = Buffer.from(PASSWORD).toString("base64");
const LIBRARY = "/api/v1/namespaces/library";
const BATCH = "/apis/batch/v1/namespaces/library";
const PRIORITY = "/apis/scheduling.k8s.io/v1/priorityclasses/library";
const HPA = "/apis/autoscaling/v2/namespaces/library/horizontalpodautoscalers/desk";

const record = z.record(z.string(), z.unknown());
const object = z.looseObject({
  metadata: z.looseObject({ uid: z.string(), resourceVersion: z.string() }),
  spec: record.default({}),
});
const exported = z.object({
  deployment: z.object({
    resources: z.array(z.object({ type: z.string(), id: z.string().optional(), inputs: record.default({}) })),
  }),
});

describeReal("a stack on a real Kubernetes API by the genuine provider", GENUINE_PROVIDER, () => {
  let cluster: LiveCluster;
  let temporary: TemporarySandbox;
  let node: IdleNode;

  beforeAll(async () => {
    cluster = await openLiveCluster({ definitions: [] });
    node = new IdleNode(cluster.api.client);
    temporary = await openTemporary("cluster", {
      values: { dev: { secrets: () => ({ "fixture-cluster:password": () => PASSWORD }), overrides: {} } },
      genuine: cluster.genuine,
    });
  });
  afterAll(async () => {
    temporary.dispose();
    await node.stop();
    await cluster.close();
  });

  /** Runs the CLI; neither the password nor its form in a Secret may be shown. */
  async function pulumi(code: number, ...args: string[]): Promise<string> {
    const ended = await runOnDev(temporary, [PASSWORD, ENCODED], ...args);
    expect(ended.code, ended.output).toBe(code);
    return ended.output;
  }
  const up = (...more: string[]) => pulumi(0, "up", "--yes", "--skip-preview", ...more);
  const set = (key: string, value: string) => pulumi(0, "config", "set", key, value);
  const unset = (key: string) => pulumi(0, "config", "rm", key);
  const held = async (path: string) => object.parse(await cluster.api.client.must(path));
  const status = async (path: string) => (await cluster.api.request(path)).status;
  const versions = async () =>
    Promise.all(
      [`${BATCH}/cronjobs/backup`, `${LIBRARY}/secrets/password`, LIBRARY].map(
        async (path) => (await held(path)).metadata.resourceVersion,
      ),
    );
  async function declared(type: string, id: string): Promise<Record<string, unknown>> {
    const state = exported.parse(JSON.parse(await pulumi(0, "stack", "export")));
    const found = state.deployment.resources.find((each) => each.type === type && each.id === id);
    return record.parse(found?.inputs["spec"]);
  }

  it("is previewed where its namespace is yet to be made, and nothing is made", async () => {
    expect(await pulumi(0, "preview")).toContain("+ 9 to create");
    expect(await status(LIBRARY)).toBe(404);
  });

  it("is made, and holds what was declared", async () => {
    const output = await up();
    expect(output).toContain("+ 9 created");
    expect(output).toMatch(/clusterIp *: "10\.96\./);
    expect(output).toContain(`"${(await held(LIBRARY)).metadata.uid}"`);
    for (const [type, id, path] of [
      ["kubernetes:batch/v1:CronJob", "library/backup", `${BATCH}/cronjobs/backup`],
      ["kubernetes:batch/v1:Job", "library/migrate", `${BATCH}/jobs/migrate`],
      ["kubernetes:autoscaling/v2:HorizontalPodAutoscaler", "library/desk", HPA],
    ] as const) {
      const { spec } = await held(path);
      expect(spec, id).toMatchObject(record.parse(asHeld(await declared(type, id), spec)));
    }
    expect(await cluster.api.client.must(`${LIBRARY}/secrets/password`)).toMatchObject({
      data: { password: ENCODED },
    });
  });

  it("keeps what a Secret holds out of its state", () => {
    const file = join(temporary.sandbox.paths.state, ".pulumi", "stacks", "fixture-cluster", "dev.json");
    const state = readFileSync(file, "utf8");
    expect(state).toContain("library/password");
    expect([PASSWORD, ENCODED].filter((text) => state.includes(text))).toEqual([]);
  });

  it("has nothing to do the second time, nor after a refresh", async () => {
    const before = await versions();
    await up("--expect-no-changes");
    await pulumi(0, "refresh", "--yes", "--skip-preview", "--expect-no-changes");
    await pulumi(0, "preview", "--expect-no-changes");
    expect(await versions()).toEqual(before);
  });

  it("changes what has changed and nothing else, after a preview that changes nothing", async () => {
    const [cronJob, ...others] = await versions();
    await set("schedule", "9 * * * *");
    expect(await pulumi(0, "preview", "--diff")).toMatch(/~ schedule: "7 \* \* \* \*" => "9 \* \* \* \*"/);
    expect(await versions()).toEqual([cronJob, ...others]);
    expect(await up()).toContain("~ 1 updated");
    const [changed, ...same] = await versions();
    expect(changed).not.toBe(cronJob);
    expect(same).toEqual(others);
    expect((await held(`${BATCH}/cronjobs/backup`)).spec["schedule"]).toBe("9 * * * *");
  });

  it("replaces a Job, which cannot be changed", async () => {
    const { uid } = (await held(`${BATCH}/jobs/migrate`)).metadata;
    await set("image", "job:2");
    expect(await pulumi(0, "preview")).toContain("+-1 to replace");
    await up();
    const now = await held(`${BATCH}/jobs/migrate`);
    expect(now.metadata.uid).not.toBe(uid);
    expect(JSON.stringify(now.spec)).toContain('"job:2"');
  });

  it("is refused at a preview where the API does not change what the provider updates, in the API's words", async () => {
    await set("priority", "2");
    expect(await pulumi(1, "preview")).toContain("value: Forbidden: may not be changed in an update.");
    // Nor does a replacement that keeps the name: the dry run asks for the one that is there.
    await set("replacing", "true");
    expect(await pulumi(1, "preview")).toContain("value: Forbidden: may not be changed in an update.");
    await set("priorityName", "library-2");
    expect(await pulumi(0, "preview")).toContain("+-1 to replace");
    await up();
    expect(await cluster.api.client.must(`${PRIORITY}-2`)).toMatchObject({ value: 2 });
    await up("--expect-no-changes");
  });

  it("changes a Secret in place where the stack says so, and replaces it where not", async () => {
    const uid = async () => (await held(`${LIBRARY}/secrets/password`)).metadata.uid;
    const change = async (word: string) => {
      const before = await uid();
      await pulumi(0, "config", "set", "--secret", "fixture-cluster:password", word);
      await up();
      return (await uid()) === before;
    };
    expect(await change("another")).toBe(false);
    await set("kubernetes:enableSecretMutable", "true");
    expect(await change(PASSWORD)).toBe(true);
  });

  it("keeps its state when one step fails, and goes on from there", async () => {
    await set("extra", "bare-pod");
    await set("maxReplicas", "6");
    const output = await pulumi(1, "up", "--yes", "--skip-preview", "--continue-on-error");
    expect(output).toContain("violates PodSecurity");
    expect((await held(HPA)).spec["maxReplicas"]).toBe(6);
    await unset("extra");
    await up("--expect-no-changes");
  });

  it("shows by a refresh what somebody else has changed, and takes it back", async () => {
    const query = "?fieldManager=somebody";
    const contentType = "application/merge-patch+json";
    const change = (path: string, body: unknown) =>
      cluster.api.client.must(`${path}${query}`, { method: "PATCH", contentType, body });
    const cronJob = `${BATCH}/cronjobs/backup`;
    await change(HPA, { spec: { maxReplicas: 9 } });
    await change(cronJob, { spec: { schedule: "1 1 * * *" } });
    await change(`${LIBRARY}/secrets/password`, { data: { password: "b3RoZXI=" } });
    await cluster.api.client.must(`${LIBRARY}/configmaps/address`, { method: "DELETE" });
    const shown = await pulumi(0, "refresh", "--yes", "--skip-preview", "--diff");
    expect(shown).toMatch(/~ maxReplicas *: 6 => 9/);
    const conflict = await pulumi(1, "up", "--yes", "--skip-preview", "--continue-on-error");
    expect(conflict).toMatch(/conflict with "somebody"/);
    await change(cronJob, { spec: { schedule: "9 * * * *" } });
    await change(`${LIBRARY}/secrets/password`, { data: { password: ENCODED } });
    await up();
    await pulumi(0, "refresh", "--yes", "--skip-preview", "--expect-no-changes");
    expect((await held(HPA)).spec["maxReplicas"]).toBe(6);
    expect(await cluster.api.client.must(`${LIBRARY}/secrets/password`)).toMatchObject({
      data: { password: ENCODED },
    });
    expect(await status(`${LIBRARY}/configmaps/address`)).toBe(200);
  });

  it("is gone when it is destroyed, and what is left in its namespace with it", async () => {
    await cluster.api.client.apply({
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: "left", namespace: "library" },
    });
    await pulumi(0, "destroy", "--yes", "--skip-preview");
    expect(await status(LIBRARY)).toBe(404);
    await cluster.api.client.apply({ apiVersion: "v1", kind: "Namespace", metadata: { name: "library" } });
    expect(await status(`${LIBRARY}/configmaps/left`)).toBe(404);
    await cluster.api.client.must(LIBRARY, { method: "DELETE" });
  });

  it("reports that the server does not respond", async () => {
    await cluster.close();
    const output = await pulumi(1, "up", "--yes", "--skip-preview");
    expect(output).toMatch(/configured Kubernetes cluster is unreachable|connection refused/);
  });
});
