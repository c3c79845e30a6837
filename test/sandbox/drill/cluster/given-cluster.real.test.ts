import { afterAll, beforeAll, expect, it } from "vitest";
import type { Cluster } from "../../../../sandbox/cluster/cluster";
import { startCluster } from "../../../../sandbox/cluster/start";
import {
  GivenClusterError,
  openGivenCluster,
  type GivenOptions,
} from "../../../../sandbox/drill/cluster/given-cluster";
import { podSurroundings } from "../../../../sandbox/drill/cluster/pod-surroundings";
import { buildImage } from "../../../../sandbox/images/build";
import { describeReal } from "../../../support/describe-real";

describeReal("a cluster of the user's", ["root", "cluster", "kubectl"], () => {
  let cluster: Cluster;
  let options: GivenOptions;
  const kubeconfig = process.env["KUBECONFIG"];

  beforeAll(async () => {
    cluster = await startCluster({ name: `given-${process.pid}`, mortal: true });
    // No pod is let in before.
    await cluster.kubectl(["wait", "--for=create", "serviceaccount/default", "--timeout=60s"]);
    // Where a user's kubectl looks.
    process.env["KUBECONFIG"] = cluster.kubeconfig;
    options = {
      context: `lifeboat-${cluster.name}`,
      address: cluster.addresses.machine,
      mayHoldMore: false,
      namespaces: ["jackpot-service"],
      others: ["monitoring"],
    };
  }, 120_000);
  afterAll(() => {
    if (kubeconfig === undefined) delete process.env["KUBECONFIG"];
    else process.env["KUBECONFIG"] = kubeconfig;
    cluster.remove();
  });

  /** Everything that a drill could leave, by name. */
  const contents = async (): Promise<string> =>
    cluster.kubectl([
      "get",
      "namespaces,pods,crd,mutatingadmissionpolicies,mutatingadmissionpolicybindings",
      "--output=name",
    ]);
  /** Why it is not taken. */
  async function refusal(more: Partial<GivenOptions> = {}): Promise<string> {
    const error: unknown = await openGivenCluster({ ...options, ...more }).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(GivenClusterError);
    return error instanceof Error ? error.message : "";
  }

  it("is named when there is no such context", async () => {
    expect(await refusal({ context: "nowhere" })).toContain("context nowhere: ");
  });

  it("is refused while it has none of the images, with the archive to load", async () => {
    const before = await contents();
    const { reference, archive } = await buildImage("jobs");
    const message = await refusal();
    expect(message).toContain(`image ${reference} does not start there`);
    expect(message).toContain(`kind load image-archive ${archive}`);
    expect(await contents()).toBe(before);
  });

  it("is refused while it holds anything, and used beside that where the user says so", async () => {
    for (const name of ["jobs", "logs", "application"] as const)
      await cluster.importImage((await buildImage(name)).archive);
    await cluster.kubectl(["create", "namespace", "theirs"]);
    expect(await refusal()).toMatch(/is not empty, it has namespaces theirs: .* give --not-empty/);
    const before = await contents();
    const taken = await openGivenCluster({ ...options, mayHoldMore: true });
    const surroundings = { proxyUrl: "http://127.0.0.1:1", noProxy: [], aws: { id: "a", secret: "b" } };
    for (const policy of podSurroundings(surroundings, options.namespaces)) await taken.apply(policy);
    expect(await contents()).toContain("namespace/monitoring");
    await taken.close();
    expect(await contents()).toBe(before);
  });

  it("is refused where the stack's own namespace is there, whatever the user says", async () => {
    await cluster.kubectl(["create", "namespace", "jackpot-service"]);
    expect(await refusal({ mayHoldMore: true })).toContain("namespace jackpot-service exists already");
    await cluster.kubectl(["delete", "namespace", "jackpot-service"]);
  });
});
