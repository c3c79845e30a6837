import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { z } from "zod";
import { type LiveCluster, openLiveCluster } from "../../../sandbox/live/cluster";
import { describeReal } from "../../support/describe-real";
import { asHeld } from "../../support/held-object";
import { countQuota } from "../../support/proof-kubernetes";
import { type TemporarySandbox, openTemporary, runOnDev } from "../engine/temporary-sandbox";

const PASSWORD = "throw-away-password";
const ENCODED = Buffer.from(PASSWORD).toString("base64");
const LIBRARY = "/api/v1/namespaces/library";
const BATCH = "/apis/batch/v1/namespaces/library";
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

describeReal("a stack on a real Kubernetes API, by the real engine", ["etcd", "kube-apiserver"], () => {
  let cluster: LiveCluster;
  let temporary: TemporarySandbox;

  beforeAll(async () => {
    cluster = await openLiveCluster({ definitions: [] });
    temporary = await openTemporary("cluster", {
      values: { dev: { secrets: () => ({ "fixture-cluster:password": () => PASSWORD }), overrides: {} } },
      backends: { kubernetes: cluster.backend },
    });
  });
  afterAll(async () => {
    temporary.dispose();
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
      [`${BATCH}/cronjobs/backup`, `${BATCH}/jobs/migrate`, HPA, LIBRARY].map(
        async (path) => (await held(path)).metadata.resourceVersion,
      ),
    );
  async function declared(type: string, id: string): Promise<Record<string, unknown>> {
    const state = exported.parse(JSON.parse(await pulumi(0, "stack", "export")));
    const found = state.deployment.resources.find((each) => each.type === type && each.id === id);
    return record.parse(found?.inputs["spec"]);
  }

  it("is previewed where its namespace is yet to be made, and nothing is made", async () => {
    expect(await pulumi(0, "preview")).toContain("+ 8 to create");
    expect(await status(LIBRARY)).toBe(404);
  });

  it("is made, and holds what was declared", async () => {
    const output = await up();
    expect(output).toContain("+ 8 created");
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

  it.each([
    [
      "unknown-field",
      "CronJob library/extra: the Kubernetes API server refuses it (500): ",
      ".spec.retries: field not declared in schema",
    ],
    [
      "bare-pod",
      "Pod library/extra: the Kubernetes API server refuses it (403): ",
      'violates PodSecurity "restricted:latest"',
    ],
  ])("is refused at a preview with %s, in the server's words", async (extra, subject, words) => {
    await set("extra", extra);
    const output = await pulumi(1, "preview");
    expect(output).toContain(subject);
    expect(output).toContain(words);
    await unset("extra");
  });

  it("shows what the server warns of, at the preview and when it is made", async () => {
    await set("extra", "bare-deployment");
    const warning = /warning: would violate PodSecurity "restricted:latest"/;
    expect(await pulumi(0, "preview")).toMatch(warning);
    expect(await up()).toMatch(warning);
    await unset("extra");
    expect(await up()).toContain("- 1 deleted");
    expect(await status("/apis/apps/v1/namespaces/library/deployments/extra")).toBe(404);
  });

  it("is refused at a preview where a quota is used up", async () => {
    const quota = {
      apiVersion: "v1",
      kind: "ResourceQuota",
      metadata: { name: "few", namespace: "library" },
      spec: { hard: { "count/configmaps": "1" } },
    };
    await cluster.api.client.apply(quota);
    await countQuota(cluster.api, quota, { "count/configmaps": "1" });
    await set("extra", "config-map");
    expect(await pulumi(1, "preview")).toContain("exceeded quota: few");
    await unset("extra");
    await cluster.api.client.must(`${LIBRARY}/resourcequotas/few`, { method: "DELETE" });
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
    expect(conflict).toMatch(/CronJob library\/backup: .* \(409\): .*conflict with "somebody".*patchForce/);
    await change(cronJob, { spec: { schedule: "9 * * * *" } });
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
    expect(await cluster.api.client.must(`${LIBRARY}/configmaps`)).toMatchObject({ items: [] });
    await cluster.api.client.must(LIBRARY, { method: "DELETE" });
  });

  it("is told once and clearly that the server does not answer", async () => {
    await cluster.close();
    const output = await pulumi(1, "up", "--yes", "--skip-preview");
    const [, diagnostics = ""] = output.split("Diagnostics:");
    expect(diagnostics.match(/Kubernetes API server does not answer/g)).toHaveLength(1);
    expect(diagnostics).toContain(
      "Namespace library: the Kubernetes API server does not answer (connect ECONNREFUSED",
    );
  });
});
