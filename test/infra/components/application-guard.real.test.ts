import { afterAll, beforeAll, expect, it } from "vitest";
import { applicationPod } from "../../../infra/components/application-pod";
import { FenceGuard } from "../../../infra/components/fence-guard";
import { scriptFiles } from "../../../infra/components/script-files";
import { runPod, type PodResult } from "../../../sandbox/servers/pod-runner";
import { describeReal } from "../../support/describe-real";
import { declared } from "../../support/pulumi-mocks";
import { desk, libraryImages } from "../../support/workload-fixture";
import { startHealthServer, type HealthServer } from "../jobs/health-server";
import { shopSettings } from "../jobs/settings";
import { SOON_MILLISECONDS } from "../../support/soon";

const place = { bucket: "shop-backups", region: "us-east-1", endpointUrl: null };
const recipient = `age1${"q".repeat(58)}`;

/** Runs the guard of a writer as the kubelet would, with the ConfigMaps that it is given. */
async function guard(peer: string): Promise<PodResult> {
  const settings = {
    ...shopSettings(place, recipient),
    peerHealth: [{ url: peer, contains: "healthy" }],
  };
  const {
    result: { scriptsConfigMap, settingsConfigMap },
    resources,
  } = await declared(
    () =>
      new FenceGuard("guard", {
        namespace: "library-system",
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
    guard: { image: libraryImages.shelf, scriptsConfigMap, settingsConfigMap },
  });
  const { initContainers: containers, ...rest } = spec;
  return runPod({
    manifest: {
      kind: "Pod",
      metadata: { ...metadata, name: "library-desk", namespace: "library-system" },
      spec: { ...rest, containers },
    },
    objects: resources
      .all("kubernetes:core/v1:ConfigMap")
      .map(({ inputs }) => ({ apiVersion: "v1", kind: "ConfigMap", ...inputs })),
  }).done;
}

describeReal("the guard of a writer", ["root", "unshare", "job-image"], () => {
  let server: HealthServer;
  const peer = () => `https://127.0.0.1:${server.port}/health`;
  beforeAll(async () => {
    server = await startHealthServer();
  });
  afterAll(() => server.stop());

  it("keeps the pod from starting while the other environment serves", async () => {
    const { exitCode, stderr } = await guard(peer());
    expect(exitCode, stderr).toBe(1);
    expect(stderr).toContain("peer_serves");
    expect(server.asked).toHaveLength(1);
  });

  it("lets the pod start when the other environment answers that it is down", async () => {
    server.behave({ status: 503, body: "healthy" });
    const { exitCode, stderr } = await guard(peer());
    expect(exitCode, stderr).toBe(0);
    expect(stderr).toContain("peer_silent");
  });

  it("keeps the pod from starting when one answer in three comes, for each start asks anew", async () => {
    server.behave("hang", "hang", { status: 200, body: "healthy" });
    const { exitCode, stderr } = await guard(peer());
    expect(exitCode, stderr).toBe(1);
    expect(stderr).toContain("peer_serves");
  });

  it("lets the pod start when nobody answers, within half a minute, and within its memory", async () => {
    server.behave("hang");
    const { exitCode, stderr, durationMs, peakRssBytes, memoryLimitBytes } = await guard(peer());
    expect(exitCode, stderr).toBe(0);
    expect(durationMs).toBeLessThan(SOON_MILLISECONDS);
    expect(peakRssBytes).toBeLessThan(memoryLimitBytes ?? 0);
  });
});
