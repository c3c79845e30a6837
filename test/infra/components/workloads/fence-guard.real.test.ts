import { afterAll, beforeAll, expect, it } from "vitest";
import { applicationPod } from "../../../../infra/components/workloads/application-pod";
import { FenceGuard } from "../../../../infra/components/workloads/fence-guard";
import { scriptFiles } from "../../../../infra/components/pod/scripts";
import type { ExposedPort } from "../../../../sandbox/cluster/expose";
import { podOfTemplate } from "../../../../sandbox/cluster/pod-manifest";
import type { PodResult } from "../../../../sandbox/cluster/pods";
import { describeReal, POD } from "../../../support/describe-real";
import { runInRoom } from "../../../support/pod-room";
import { declared } from "../../../support/pulumi-mocks";
import { sharedCluster } from "../../../support/shared-cluster";
import { desk, libraryImages } from "../../../support/workload-fixture";
import { startHealthServer, type HealthServer } from "../../jobs/health-server";
import { shopSettings } from "../../jobs/settings";
import { SOON_MILLISECONDS } from "../../../support/processes";

const place = { bucket: "shop-backups", region: "us-east-1", endpointUrl: null };
const recipient = `age1${"q".repeat(58)}`;

/** Runs the guard of a writer alone, with the ConfigMaps that it is given. */
async function runGuard(peer: string): Promise<PodResult> {
  const settings = {
    ...shopSettings(place, recipient),
    peerHealth: [{ url: peer, contains: "healthy" }],
  };
  const { result: guard, resources } = await declared(
    () =>
      new FenceGuard("guard", {
        namespace: "library-system",
        image: libraryImages.shelf,
        scripts: scriptFiles(),
        settings: JSON.stringify(settings),
        labels: {},
      }),
  );
  const { metadata, spec } = applicationPod({
    container: "desk",
    image: libraryImages["library/desk"],
    ports: desk.ports,
    size: desk.sizes.normal,
    env: {},
    serviceAccount: "library-desk",
    priorityClass: "lifeboat-serving-standby",
    labels: {},
    guard,
  });
  const { initContainers: containers, ...rest } = spec;
  return runInRoom({
    manifest: podOfTemplate(
      { metadata, spec: { ...rest, containers, restartPolicy: "Never" } },
      { name: "library-desk", namespace: "library-system" },
    ),
    objects: resources
      .all("kubernetes:core/v1:ConfigMap")
      .map(({ inputs }) => ({ apiVersion: "v1", kind: "ConfigMap", ...inputs })),
  });
}

describeReal("the guard of a writer", [...POD, "job-image"], () => {
  let server: HealthServer;
  let exposed: ExposedPort;
  let peer: string;
  beforeAll(async () => {
    const shared = await sharedCluster();
    server = await startHealthServer();
    exposed = await shared.expose(server.port);
    peer = `https://${shared.cluster.addresses.node}:${server.port}/health`;
  });
  afterAll(async () => {
    await exposed.close();
    await server.stop();
  });

  it("keeps the pod from starting while the other environment serves", async () => {
    const { exitCode, stderr } = await runGuard(peer);
    expect(exitCode, stderr).toBe(1);
    expect(stderr).toContain("peer_serves");
    expect(server.asked).toHaveLength(1);
  });

  it("lets the pod start when the other environment answers that it is down", async () => {
    server.behave({ status: 503, body: "healthy" });
    const { exitCode, stderr } = await runGuard(peer);
    expect(exitCode, stderr).toBe(0);
    expect(stderr).toContain("peer_silent");
  });

  it("keeps the pod from starting if one response in three comes, because each start asks again", async () => {
    server.behave("hang", "hang", { status: 200, body: "healthy" });
    const { exitCode, stderr } = await runGuard(peer);
    expect(exitCode, stderr).toBe(1);
    expect(stderr).toContain("peer_serves");
  });

  it("lets the pod start when nobody answers, within half a minute, and within its memory", async () => {
    server.behave("hang");
    const { exitCode, reason, stderr, durationMs } = await runGuard(peer);
    expect({ exitCode, reason }, stderr).toEqual({ exitCode: 0, reason: "Completed" });
    expect(durationMs).toBeLessThan(SOON_MILLISECONDS);
  });
});
