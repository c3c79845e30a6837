import { afterAll, beforeAll, expect, it } from "vitest";
import type { Cluster } from "../../../sandbox/cluster/cluster";
import { prepareForStacks } from "../../../sandbox/cluster/prepare";
import { startCluster } from "../../../sandbox/cluster/start";
import { openSandbox, type Sandbox } from "../../../sandbox/engine/sandbox";
import { onContext, sandboxValues } from "../../../sandbox/engine/sandbox-values";
import { temporaryDirectory, type TemporaryDirectory } from "../../../sandbox/servers/at-exit";
import { builtPrograms } from "../../../sandbox/tools/program";
import { describeReal } from "../../support/describe-real";
import { pulumiOn, type Told } from "../../support/service-sandbox";

/** What a cluster has before the stack, and what belongs to others. */
const OTHERS = ["default", "kube-node-lease", "kube-public", "kube-system", "monitoring-dr"];

describeReal(
  "dr on a cluster, by the genuine provider",
  ["root", "cluster", "kubectl", "job-image", "log-image"],
  () => {
    let folder: TemporaryDirectory;
    let cluster: Cluster;
    let sandbox: Sandbox;

    beforeAll(async () => {
      folder = temporaryDirectory("dr");
      cluster = await startCluster({ name: `dr-${process.pid}`, mortal: true });
      await prepareForStacks(cluster, ["monitoring-dr"], () => undefined);
      const [binary = ""] = await builtPrograms("pulumi-resource-kubernetes");
      sandbox = await openSandbox({
        folder: folder.path,
        values: onContext(sandboxValues, cluster.context),
        genuine: { kubernetes: { binary, kubeconfig: cluster.kubeconfig } },
        tell: () => undefined,
      });
    }, 480_000);
    afterAll(() => {
      sandbox.close();
      cluster.remove();
      folder.remove();
    });

    const pulumi = (...args: readonly string[]): Promise<Told> => pulumiOn(sandbox, "dr", ...args);
    const namespaces = async (): Promise<string[]> =>
      (await cluster.kubectl(["get", "namespaces", "--output=name"]))
        .trim()
        .split("\n")
        .map((name) => name.replace("namespace/", ""));

    it("is previewed by dry runs, and made", async () => {
      const preview = await pulumi("preview");
      expect(preview.code, preview.all).toBe(0);
      expect(await namespaces()).toEqual(OTHERS);
      const up = await pulumi("up", "--yes", "--skip-preview");
      expect(up.code, up.all).toBe(0);
      expect(await namespaces()).toContain("jackpot-service-dr");
    }, 480_000);

    it("is not changed by a second up, and a refresh finds no drift", async () => {
      const again = await pulumi("up", "--yes", "--expect-no-changes");
      expect(again.code, again.all).toBe(0);
      const refresh = await pulumi("refresh", "--yes", "--expect-no-changes");
      expect(refresh.code, refresh.all).toBe(0);
    }, 480_000);

    it("has its drift found and fixed", async () => {
      const suspended = '{"spec":{"suspend":false}}';
      // prettier-ignore
      await cluster.kubectl(["--namespace=jackpot-service-dr", "patch", "cronjob", "jackpot-service-backup", `--patch=${suspended}`, "--field-manager=somebody"]);
      const refresh = await pulumi("refresh", "--yes", "--expect-no-changes");
      expect(refresh.code, refresh.all).not.toBe(0);
      expect(refresh.all).toContain("jackpot-service-jobs");
      // Server-side apply takes no field from another manager, unless it is forced to.
      const refused = await pulumi("up", "--yes", "--skip-preview");
      expect(refused.code, refused.all).not.toBe(0);
      expect(refused.all).toContain('conflict with "somebody" using batch/v1: .spec.suspend');
      const forced = await sandbox.run(
        ["up", "--yes", "--skip-preview", "--stack", "dr", "--non-interactive"],
        { env: { PULUMI_K8S_ENABLE_PATCH_FORCE: "true" } },
      );
      expect(forced.code, forced.stdout + forced.stderr).toBe(0);
      // prettier-ignore
      const now = await cluster.kubectl(["--namespace=jackpot-service-dr", "get", "cronjob/jackpot-service-backup", "--output=jsonpath={.spec.suspend}"]);
      expect(now).toBe("true");
    }, 480_000);

    it("is not destroyed while what holds data is protected, and leaves nothing of its own after that", async () => {
      const refused = await pulumi("destroy", "--yes", "--skip-preview");
      expect(refused.code).not.toBe(0);
      expect(refused.all).toContain("protect");
      expect((await pulumi("state", "unprotect", "--all", "--yes")).code).toBe(0);
      const destroyed = await pulumi("destroy", "--yes", "--skip-preview");
      expect(destroyed.code, destroyed.all).toBe(0);
      expect(await namespaces()).toEqual(OTHERS);
    }, 480_000);
  },
);
