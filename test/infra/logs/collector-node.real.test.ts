import { randomBytes } from "node:crypto";
import { expect, it } from "vitest";
import { collector } from "../../../infra/logs/collector";
import { podOfTemplate } from "../../../sandbox/cluster/pod-manifest";
import { describeReal, POD } from "../../support/describe-real";
import { bash, podManifest } from "../../support/pod-manifest";
import { sharedCluster } from "../../support/shared-cluster";
import { collectorPod } from "./collector-pod";

const [OURS, OTHERS] = ["kyb-platform", "elsewhere"];
const MORE_THAN_A_BUFFER = 40_000;

describeReal("the log collector as declared, on a node", [...POD, "log-image", "job-image"], () => {
  const pod = collectorPod("node");
  const { start, until } = pod;
  const token = randomBytes(8).toString("hex");

  /** Runs a script in a namespace until the test ends it. */
  async function run(namespace: string, script: string) {
    const { pods, image } = await sharedCluster();
    for (const [kind, metadata] of [
      ["Namespace", { name: namespace }],
      ["ServiceAccount", { name: "default", namespace }],
    ] as const)
      await pods.api.client.apply({ apiVersion: "v1", kind, metadata });
    const container = { image: (await image("jobs")).reference };
    const identity = { runAsNonRoot: true, runAsUser: 10001, runAsGroup: 10001 };
    const securityContext = { ...identity, seccompProfile: { type: "RuntimeDefault" } };
    const spec = { restartPolicy: "Never", securityContext };
    const manifest = podManifest({ command: bash(`${script}; exec sleep 3600`), container, spec });
    const name = `writer-${randomBytes(4).toString("hex")}`;
    return { name, running: pods.run(podOfTemplate(manifest, { name, namespace })) };
  }

  it("reads what the kubelet keeps of the services' pods, and is ready", async () => {
    const writers = await Promise.all([
      run(OTHERS, `echo others ${token}`),
      run(
        OURS,
        `echo '{"level":"WARN","message":"json ${token}"}'; echo plain ${token} >&2; head -c ${MORE_THAN_A_BUFFER} /dev/zero | tr '\\0' x; echo ${token}`,
      ),
    ]);
    try {
      start();
      const own = () => pod.store.documents.filter(({ message }) => message.includes(token));
      await until(() => own().length >= 3);
      const kubernetes = { namespace: OURS, pod: writers[1].name, container: "main" };
      const long = `${"x".repeat(MORE_THAN_A_BUFFER)}${token}`;
      expect(own().toSorted((one, other) => one.message.localeCompare(other.message))).toMatchObject([
        { message: `json ${token}`, stream: "stdout", level: "warn", service: OURS, kubernetes },
        { message: `plain ${token}`, stream: "stderr", service: OURS, kubernetes },
        { message: long, stream: "stdout", service: OURS, kubernetes },
      ]);
      const { cluster } = await sharedCluster();
      const label = `--selector=app.kubernetes.io/name=${collector.name}`;
      const ready = ["wait", "--all-namespaces", "--for=condition=Ready", "pod", label, "--timeout=120s"];
      expect(await cluster.kubectl(ready)).toContain("condition met");
      expect(await pod.stop("stop")).toBe(0);
      // By then it had time for what it may not read.
      expect(own()).toHaveLength(3);
    } finally {
      for (const { running } of writers) running.kill();
      await Promise.all(writers.map(({ running }) => running.done));
    }
  });
});
