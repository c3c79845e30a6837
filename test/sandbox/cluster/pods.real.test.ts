import { randomBytes } from "node:crypto";
import { beforeAll, expect, it } from "vitest";
import { podOfTemplate, type PodManifest } from "../../../sandbox/cluster/pod-manifest";
import type { OnLine, RunningPod } from "../../../sandbox/cluster/pods";
import { describeReal, POD } from "../../support/describe-real";
import { bash, podManifest, type PodParts } from "../../support/pod-manifest";
import { eventually, processesWith } from "../../support/processes";
import { sharedCluster, type SharedCluster } from "../../support/shared-cluster";

const NAMESPACE = "pods";

describeReal("a pod that is run", [...POD, "job-image"], () => {
  let shared: SharedCluster;
  let image: string;
  beforeAll(async () => {
    shared = await sharedCluster();
    image = (await shared.image("jobs")).reference;
    for (const object of [
      { apiVersion: "v1", kind: "Namespace", metadata: { name: NAMESPACE } },
      { apiVersion: "v1", kind: "ServiceAccount", metadata: { name: "default", namespace: NAMESPACE } },
    ])
      await shared.pods.api.client.apply(object);
  });

  const manifestOf = ({ container, ...parts }: PodParts): PodManifest =>
    podOfTemplate(
      podManifest({
        ...parts,
        container: { image, ...container },
        spec: { restartPolicy: "Never", ...parts.spec },
      }),
      { name: `pod-${randomBytes(4).toString("hex")}`, namespace: NAMESPACE },
    );
  const run = (parts: PodParts, onLine?: OnLine): RunningPod => shared.pods.run(manifestOf(parts), onLine);

  it("tells exit code and reason, and what it wrote by stream and line", async () => {
    const lines: string[] = [];
    const command = bash("echo one; echo two >&2; printf three; exit 4");
    const result = await run({ command }, (line, stream) => lines.push(`${stream}: ${line}`)).done;
    expect(result).toMatchObject({ exitCode: 4, reason: "Error", stdout: "one\nthree", stderr: "two\n" });
    expect(lines.toSorted()).toEqual(["stderr: two", "stdout: one", "stdout: three"]);
  });

  it("tells a line that is longer than the runtime's buffer whole", async () => {
    const { stdout } = await run({ command: bash("head -c 50000 /dev/zero | tr '\\0' x; echo; echo end") })
      .done;
    expect(stdout).toBe(`${"x".repeat(50_000)}\nend\n`);
  });

  it("is deleted once it has ended", async () => {
    const manifest = manifestOf({ command: ["/bin/true"] });
    const { reason } = await shared.pods.run(manifest).done;
    expect(reason).toBe("Completed");
    const path = `/api/v1/namespaces/${NAMESPACE}/pods/${manifest.metadata.name}`;
    await eventually(async () => (await shared.pods.api.client.request(path)).status === 404, 60_000);
  });

  it("ends with every process of it when it is killed", async () => {
    const seconds = "86399.75";
    const pod = run({ command: bash(`setsid sleep ${seconds} & sleep ${seconds} & wait`) });
    await eventually(() => processesWith(`sleep ${seconds}`).length >= 3, 60_000);
    pod.kill();
    expect(await pod.done).toMatchObject({ exitCode: 137, reason: "Error" });
    expect(processesWith(`sleep ${seconds}`)).toEqual([]);
  });

  it("gets SIGTERM when it is stopped, and time to leave", async () => {
    const script = "trap 'echo leaving; exit 9' TERM; echo ready; while :; do sleep 0.05; done";
    const pod = run({ command: bash(script), spec: { terminationGracePeriodSeconds: 60 } }, (line) => {
      if (line === "ready") pod.stop();
    });
    expect(await pod.done).toMatchObject({ exitCode: 9, stdout: "ready\nleaving\n" });
  });

  it("is killed by the kubelet where it does not leave, and after its deadline", async () => {
    const spec = { activeDeadlineSeconds: 2 };
    const { exitCode, reason } = await run({ command: ["/bin/sleep", "3600"], spec }).done;
    expect({ exitCode, reason }).toEqual({ exitCode: 137, reason: "DeadlineExceeded" });
  });

  it("is killed by the kernel where it takes more memory than its limit", async () => {
    const container = { resources: { limits: { memory: "32Mi" } } };
    const { exitCode, reason } = await run({ command: bash("exec tail /dev/zero"), container }).done;
    expect({ exitCode, reason }).toEqual({ exitCode: 137, reason: "OOMKilled" });
  });

  it("has processes while it runs, and none before or after", async () => {
    const seconds = "86399.5";
    const pod = run({ command: ["/bin/sleep", seconds] });
    expect(pod.processes()).toEqual([]);
    await eventually(() => processesWith(`sleep ${seconds}`).length === 1, 60_000);
    expect(pod.processes()).toEqual(processesWith(`sleep ${seconds}`));
    pod.kill();
    await pod.done;
    expect(pod.processes()).toEqual([]);
  });

  it("is refused where it cannot run as it is, or the API does not take it", async () => {
    const secretKeyRef = { name: "nowhere", key: "word" };
    const env = [{ name: "WORD", valueFrom: { secretKeyRef } }];
    await expect(run({ command: ["/bin/true"], container: { env } }).done).rejects.toThrow(
      /CreateContainerConfigError: secret "nowhere" not found/,
    );
    await expect(run({ command: ["/bin/true"], container: { retries: 3 } }).done).rejects.toThrow(
      /unknown field.*retries/,
    );
  });
});
