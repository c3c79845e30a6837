import { afterAll, beforeAll, expect, it } from "vitest";
import { z } from "zod";
import { namespaceName } from "../../../infra/naming";
import { openSandbox, type Sandbox } from "../../../sandbox/engine/sandbox";
import { type LiveCluster, openLiveCluster } from "../../../sandbox/live/cluster";
import { temporaryDirectory } from "../../../sandbox/servers/at-exit";
import { describeReal, GENUINE_PROVIDER } from "../../support/describe-real";
import { asHeld } from "../../support/held-object";
import { IdleNode } from "../../support/idle-node";

/** Seconds of an `up` of the whole stack are many on a busy machine. */
const UP_TIMEOUT_MILLISECONDS = 300_000;
const COMPARED = [
  "kubernetes:batch/v1:CronJob",
  "kubernetes:batch/v1:Job",
  "kubernetes:autoscaling/v2:HorizontalPodAutoscaler",
];

const record = z.record(z.string(), z.unknown());
const exported = z.object({
  deployment: z.object({
    resources: z.array(
      z.object({
        type: z.string(),
        inputs: z.looseObject({ spec: record.optional() }).default({}),
      }),
    ),
  }),
});

describeReal("prod on a real Kubernetes API by the genuine provider", GENUINE_PROVIDER, () => {
  const folder = temporaryDirectory("prod");
  let cluster: LiveCluster;
  let sandbox: Sandbox;
  let node: IdleNode;

  beforeAll(async () => {
    cluster = await openLiveCluster({ namespaces: [namespaceName("monitoring", "primary")] });
    node = new IdleNode(cluster.api.client);
    const { genuine } = cluster;
    sandbox = await openSandbox({ folder: folder.path, genuine, tell: () => undefined });
  }, UP_TIMEOUT_MILLISECONDS);
  afterAll(async () => {
    sandbox.close();
    await node.stop();
    await cluster.close();
    folder.remove();
  });

  async function up(...more: string[]): Promise<string> {
    const args = ["up", "--stack", "prod", "--yes", "--skip-preview", "--non-interactive"];
    const { code, stdout, stderr } = await sandbox.run([...args, ...more]);
    expect(code, `${stdout}${stderr}`).toBe(0);
    return stdout;
  }

  it("is made", { timeout: UP_TIMEOUT_MILLISECONDS }, async () => {
    expect(await up()).toContain("created");
  });

  it("holds its CronJobs, Jobs and autoscalers as they were declared", async () => {
    const { stdout } = await sandbox.run(["stack", "export", "--stack", "prod"]);
    const { resources } = exported.parse(JSON.parse(stdout)).deployment;
    for (const type of COMPARED) {
      const declared = resources.filter((each) => each.type === type).map(({ inputs }) => inputs);
      expect(declared.length, type).toBeGreaterThan(4);
      for (const inputs of declared) {
        const path = await cluster.api.client.mustPathOf(inputs);
        const { spec } = z.looseObject({ spec: record }).parse(await cluster.api.client.must(path));
        expect(spec, path).toMatchObject(record.parse(asHeld(inputs.spec, spec)));
      }
    }
  });

  it("has nothing to do the second time", { timeout: UP_TIMEOUT_MILLISECONDS }, async () => {
    await up("--expect-no-changes");
  });

  it("shows no drift by a refresh", { timeout: UP_TIMEOUT_MILLISECONDS }, async () => {
    const args = ["refresh", "--stack", "prod", "--yes", "--skip-preview", "--non-interactive"];
    const { code, stdout, stderr } = await sandbox.run([...args, "--expect-no-changes"]);
    expect(code, `${stdout}${stderr}`).toBe(0);
  });
});
