import { rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type LiveCluster, openLiveCluster } from "../../../../sandbox/live/cluster";
import { openTemporary, type TemporarySandbox } from "../../../sandbox/engine/temporary-sandbox";
import { describeReal, GENUINE_PROVIDER } from "../../../support/describe-real";

const OWNER = "/apis/rbac.authorization.k8s.io/v1/namespaces/kube-public/rolebindings/lifeboat-cluster-owner";
/** As the stack files have them. */
const overrides = { "kubernetes:upsertExistingObjects": "true", "kubernetes:enableConfigMapMutable": "true" };

describeReal("a cluster's owner, by the genuine provider", GENUINE_PROVIDER, () => {
  let cluster: LiveCluster;
  let temporary: TemporarySandbox;
  const open = (): Promise<TemporarySandbox> => {
    const values = { secrets: () => ({}), overrides };
    return openTemporary("owned", { values: { prod: values, dr: values }, genuine: cluster.genuine });
  };

  beforeAll(async () => {
    cluster = await openLiveCluster({ definitions: [] });
    temporary = await open();
  });
  afterAll(async () => {
    temporary.dispose();
    await cluster.close();
  });

  /** Runs the CLI on a stack; where it fails, nothing of the stack may be in the cluster. */
  async function pulumi(stack: string, args: readonly string[], env: Readonly<Record<string, string>> = {}) {
    const all = [...args, "--stack", stack, "--non-interactive"];
    const { code, stdout, stderr } = await temporary.sandbox.run(all, { env });
    return { code, output: `${stdout}${stderr}` };
  }
  const up = ["up", "--yes", "--skip-preview"];
  const namespace = async (stack: string) =>
    (await cluster.api.request(`/api/v1/namespaces/library-${stack}`)).status;

  it("refuses the other environment's stack in a preview", async () => {
    const made = await pulumi("prod", up);
    expect(made.code, made.output).toBe(0);
    const preview = await pulumi("dr", ["preview"]);
    expect(preview.code, preview.output).not.toBe(0);
    expect(preview.output).toMatch(
      /"lifeboat-cluster-owner" is invalid: roleRef: .*lifeboat:dr.*cannot change roleRef/,
    );
  });

  it("refuses it without a preview too, and where conflicts are forced; nothing is made after it", async () => {
    for (const [env, said] of [
      [{}, /apply conflict: .*\n?.*\.roleRef/],
      [{ PULUMI_K8S_ENABLE_PATCH_FORCE: "true" }, /cannot change roleRef/],
    ] as const) {
      const { code, output } = await pulumi("dr", up, env);
      expect(code, output).not.toBe(0);
      expect(output).toMatch(said);
      expect(await namespace("dr")).toBe(404);
    }
    expect(await cluster.api.client.must(OWNER)).toMatchObject({ roleRef: { name: "lifeboat:prod" } });
  });

  it("lets its own stack go on, also after its state was lost", async () => {
    const again = await pulumi("prod", [...up, "--expect-no-changes"]);
    expect(again.code, again.output).toBe(0);
    rmSync(join(temporary.sandbox.paths.state, ".pulumi", "stacks", "fixture-owned", "prod.json"));
    expect((await pulumi("prod", ["stack", "init", "--secrets-provider", "passphrase"])).code).toBe(0);
    for (const args of [["preview"], up]) {
      const adopted = await pulumi("prod", args);
      expect(adopted.code, adopted.output).toBe(0);
    }
  });

  it("is replaced by nothing when a stack names its context, which was the current one before", async () => {
    expect((await pulumi("prod", ["config", "set", "kubernetes:context", "sandbox"])).code).toBe(0);
    const named = await pulumi("prod", [...up, "--expect-no-changes"]);
    expect(named.code, named.output).toBe(0);
  });

  it("refuses a renamed stack, until it is removed by hand", async () => {
    expect((await pulumi("prod", ["config", "set", "environment", "lifeboat:main"])).code).toBe(0);
    const renamed = await pulumi("prod", ["preview"]);
    expect(renamed.code, renamed.output).not.toBe(0);
    expect(renamed.output).toContain("cannot change roleRef");
    await cluster.api.client.must(OWNER, { method: "DELETE" });
    const refreshed = await pulumi("prod", ["up", "--yes", "--refresh"]);
    expect(refreshed.code, refreshed.output).toBe(0);
    expect(await cluster.api.client.must(OWNER)).toMatchObject({ roleRef: { name: "lifeboat:main" } });
  });

  it("is gone with its stack, and then another one may have the cluster", async () => {
    expect((await pulumi("prod", ["destroy", "--yes", "--skip-preview"])).code).toBe(0);
    expect((await cluster.api.request(OWNER)).status).toBe(404);
    const moved = await pulumi("dr", up);
    expect(moved.code, moved.output).toBe(0);
    expect(await namespace("dr")).toBe(200);
  });
});
