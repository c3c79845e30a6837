import { execFile, execFileSync, spawn, spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { Cluster } from "../../../sandbox/cluster/cluster";
import { startCluster } from "../../../sandbox/cluster/start";
import { CPU_DIVISOR } from "../../../sandbox/cluster/system-objects";
import { buildImage } from "../../../sandbox/images/build";
import { describeReal } from "../../support/describe-real";
import { eventually, processesWith } from "../../support/processes";

const COMMAND = ["--import", "tsx", path.resolve(__dirname, "../../../sandbox/cluster/main.ts")];
const NAMESPACE = "tests";
/** What a few pods may take on a busy machine. */
const PATIENCE_MILLISECONDS = 240_000;
const PATIENCE = `--timeout=${PATIENCE_MILLISECONDS / 1000}s`;
const own = (name: string): string => `${name}-${process.pid}`;

const container = z.object({ resources: z.unknown() });
const podList = z.object({
  items: z.array(z.object({ spec: z.object({ containers: z.array(container) }) })),
});

/** Settings of the machine's kernel that a kubelet changes. */
const kernelFlags = (): string[] =>
  ["vm/overcommit_memory", "vm/panic_on_oom", "kernel/panic", "kernel/panic_on_oops"].map((flag) =>
    readFileSync(path.join("/proc/sys", flag), "utf8").trim(),
  );

const linesOf = (text: string, part: string): string[] =>
  text.split("\n").filter((line) => line.includes(part));

/** Everything of a cluster that outlives its processes where nobody removes it. */
function leftOf({ folder, cgroup, addresses }: Pick<Cluster, "folder" | "cgroup" | "addresses">): string[] {
  const cgroups = readdirSync("/sys/fs/cgroup").map((name) => path.join("/sys/fs/cgroup", name, cgroup));
  return [
    ...[folder, ...cgroups, path.join("/sys/fs/cgroup", cgroup)].filter((file) => existsSync(file)),
    ...processesWith(folder).map((pid) => `process ${pid}`),
    ...linesOf(readFileSync("/proc/mounts", "utf8"), folder),
    ...linesOf(execFileSync("ip", ["-brief", "link"], { encoding: "utf8" }), `${cgroup}@`),
    ...linesOf(execFileSync("ip", ["route"], { encoding: "utf8" }), addresses.pods),
  ];
}

describeReal("a cluster", ["root", "cluster", "kubectl", "job-image"], () => {
  let cluster: Cluster;
  let other: Cluster;
  let image: string;
  const flags = kernelFlags();

  beforeAll(async () => {
    const jobs = await buildImage("jobs");
    image = jobs.tag;
    [cluster, other] = await Promise.all([
      startCluster({ name: own("one"), mortal: true }),
      startCluster({ name: own("other"), mortal: true }),
    ]);
    await cluster.importImage(jobs.archive);
    await apply({ apiVersion: "v1", kind: "Namespace", metadata: { name: NAMESPACE } });
    // In two minutes in Kathmandu, which is no whole number of hours away: in UTC that comes hours later.
    const soon = new Date(Date.now() + 120_000 + 345 * 60_000);
    await apply({
      apiVersion: "batch/v1",
      kind: "CronJob",
      metadata: metadata("zoned"),
      spec: {
        schedule: `${soon.getUTCMinutes()} ${soon.getUTCHours()} * * *`,
        timeZone: "Asia/Kathmandu",
        jobTemplate: {
          spec: {
            template: {
              spec: { restartPolicy: "Never", containers: [{ name: "zoned", image, command: ["true"] }] },
            },
          },
        },
      },
    });
  });
  afterAll(() => {
    cluster.remove();
    other.remove();
  });

  const kubectl = (...args: readonly string[]): Promise<string> =>
    cluster.kubectl(["--namespace", NAMESPACE, ...args]);
  const apply = (...items: readonly object[]): Promise<string> =>
    cluster.kubectl(
      ["apply", "--server-side", "--filename=-"],
      JSON.stringify({ apiVersion: "v1", kind: "List", items }),
    );
  const metadata = (name: string): object => ({ name, namespace: NAMESPACE });

  /** Starts a Job of one pod that runs a script. */
  async function startJob(name: string, script: string, pod: object = {}, more: object = {}): Promise<void> {
    const containers = [{ name, image, command: ["bash", "-c", script], ...more }];
    await apply({
      apiVersion: "batch/v1",
      kind: "Job",
      metadata: metadata(name),
      spec: { backoffLimit: 0, template: { spec: { restartPolicy: "Never", containers, ...pod } } },
    });
  }

  /** Runs such a Job to its end. @returns what it wrote @throws with that where it failed */
  async function run(name: string, script: string, pod: object = {}, more: object = {}): Promise<string> {
    await startJob(name, script, pod, more);
    const ended = async (): Promise<string> =>
      kubectl("get", `job/${name}`, "--output=jsonpath={.status.succeeded}/{.status.failed}");
    await eventually(async () => (await ended()) !== "/", PATIENCE_MILLISECONDS);
    const log = await kubectl("logs", `job/${name}`);
    if ((await ended()) !== "1/") throw new Error(`Job ${name} failed: ${log}`);
    return log;
  }

  it("gives a pod what the kubelet and the runtime give it", async () => {
    await apply({
      apiVersion: "v1",
      kind: "Secret",
      metadata: metadata("token"),
      stringData: { token: "secret" },
    });
    const description = await run(
      "security",
      "exec 2>&1; stat -Lc %a:%u:%g /token/token; grep -E '^(Seccomp|NoNewPrivs|CapEff):' /proc/self/status; touch /file || true; echo $BASHPID",
      {
        volumes: [{ name: "token", secret: { secretName: "token", defaultMode: 0o400 } }],
        securityContext: { runAsNonRoot: true, fsGroup: 10001, seccompProfile: { type: "RuntimeDefault" } },
      },
      {
        volumeMounts: [{ name: "token", mountPath: "/token" }],
        securityContext: {
          readOnlyRootFilesystem: true,
          allowPrivilegeEscalation: false,
          capabilities: { drop: ["ALL"] },
        },
      },
    );
    expect(description.split("\n").slice(0, 6)).toEqual([
      // The kubelet gives the group the owner's right: libpq ignores a password file like this.
      "440:0:10001",
      "CapEff:\t0000000000000000",
      "NoNewPrivs:\t1",
      "Seccomp:\t2",
      "touch: cannot touch '/file': Read-only file system",
      "1",
    ]);
  });

  it("leaves the machine's kernel as it is", async () => {
    const [program, ...args] = cluster.inside("cat", "/proc/sys/vm/overcommit_memory");
    // What the kubelet set, it set for the node alone.
    expect((await promisify(execFile)(String(program), args)).stdout.trim()).toBe("1");
    expect(kernelFlags()).toEqual(flags);
  });

  it("ends a container that takes more memory than its limit", async () => {
    await startJob("memory", "exec tail /dev/zero", {}, { resources: { limits: { memory: "32Mi" } } });
    await kubectl("wait", "--for=condition=failed", "job/memory", PATIENCE);
    const status = await kubectl("get", "pods", "--selector=job-name=memory", "--output=yaml");
    expect(status).toContain("reason: OOMKilled");
  });

  it("serves a Deployment by its service's name, once its pods are ready", async () => {
    const labels = { app: "web" };
    await apply(
      {
        apiVersion: "apps/v1",
        kind: "Deployment",
        metadata: metadata("web"),
        spec: {
          replicas: 2,
          selector: { matchLabels: labels },
          template: {
            metadata: { labels },
            spec: {
              containers: [
                {
                  name: "web",
                  image,
                  command: ["python3", "-m", "http.server", "--directory", "/etc", "8080"],
                  readinessProbe: { httpGet: { path: "/", port: 8080 }, periodSeconds: 1 },
                  resources: { requests: { cpu: "900m", memory: "32Mi" }, limits: { cpu: "1" } },
                },
              ],
            },
          },
        },
      },
      {
        apiVersion: "v1",
        kind: "Service",
        metadata: metadata("web"),
        spec: { selector: labels, ports: [{ port: 80, targetPort: 8080 }] },
      },
    );
    await kubectl("rollout", "status", "deployment/web", PATIENCE);
    // A service's first packets may come before the rules of kube-proxy for it; curl prints a line of each such try.
    const ask =
      "curl --silent --show-error --fail --max-time 5 --retry 20 --retry-delay 1 --retry-all-errors --output /dev/null --write-out '%{http_code}'";
    const log = await run("ask", `${ask} http://web.${NAMESPACE}.svc.cluster.local/os-release`);
    expect(log.split("\n").at(-1)).toBe("200");
  });

  it("divides the processors that pods request, and leaves the rest of their resources", async () => {
    const listed = await kubectl("get", "pods", "--selector=app=web", "--output=json");
    const [pod] = podList.parse(JSON.parse(listed)).items;
    expect(pod?.spec.containers[0]?.resources).toEqual({
      requests: { cpu: `${900 / CPU_DIVISOR + 1}m`, memory: "32Mi" },
      limits: { cpu: "1" },
    });
  });

  it(
    "scales a Deployment up and down by the figures of metrics-server",
    async () => {
      const labels = { app: "busy" };
      // Each pod is busy for a while, within a limit above what it requests, and idle from then on.
      const script = "end=$((SECONDS + 60)); while ((SECONDS < end)); do :; done; exec sleep infinity";
      await apply(
        {
          apiVersion: "apps/v1",
          kind: "Deployment",
          metadata: metadata("busy"),
          spec: {
            selector: { matchLabels: labels },
            template: {
              metadata: { labels },
              spec: {
                terminationGracePeriodSeconds: 0,
                containers: [
                  {
                    name: "busy",
                    image,
                    command: ["bash", "-c", script],
                    resources: { requests: { cpu: "100m" }, limits: { cpu: "120m" } },
                  },
                ],
              },
            },
          },
        },
        {
          apiVersion: "autoscaling/v2",
          kind: "HorizontalPodAutoscaler",
          metadata: metadata("busy"),
          spec: {
            scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "busy" },
            minReplicas: 1,
            maxReplicas: 3,
            metrics: [
              {
                type: "Resource",
                resource: { name: "cpu", target: { type: "Utilization", averageUtilization: 60 } },
              },
            ],
            behavior: { scaleDown: { stabilizationWindowSeconds: 0 } },
          },
        },
      );
      const replicas = async (): Promise<string> =>
        kubectl("get", "deployment/busy", "--output=jsonpath={.spec.replicas}");
      await eventually(async () => (await replicas()) === "3", PATIENCE_MILLISECONDS);
      await eventually(async () => (await replicas()) === "1", PATIENCE_MILLISECONDS);
    },
    2 * PATIENCE_MILLISECONDS,
  );

  it("makes a CronJob's Jobs in its time zone", async () => {
    await eventually(
      async () =>
        (await kubectl("get", "cronjob/zoned", "--output=jsonpath={.status.lastSuccessfulTime}")) !== "",
      PATIENCE_MILLISECONDS,
    );
  });

  it("is cut off, connected again and killed without touching another", async () => {
    const answers = (one: Cluster): Promise<boolean> =>
      one.kubectl(["get", "--raw", "/readyz", "--request-timeout=3s"]).then(
        () => true,
        () => false,
      );
    other.connect(false);
    expect([await answers(cluster), await answers(other)]).toEqual([true, false]);
    other.connect(true);
    await eventually(() => answers(other), PATIENCE_MILLISECONDS);
    other.kill();
    await eventually(() => processesWith(other.folder).length === 0, 60_000);
    expect([other.isRunning(), await answers(cluster)]).toEqual([false, true]);
    expect(await cluster.kubectl(["get", "nodes"])).toMatch(/ Ready /);
  });

  it("that was killed leaves nothing once it is removed", () => {
    expect(leftOf(other)).not.toEqual([]);
    other.remove();
    expect(leftOf(other)).toEqual([]);
  });
});

describeReal("npm run cluster", ["root", "cluster", "kubectl", "job-image"], () => {
  const command = (...args: readonly string[]) =>
    spawnSync(process.execPath, [...COMMAND, ...args], { encoding: "utf8" });

  const found = (name: string): Cluster => {
    const cluster = Cluster.find(name);
    if (cluster === undefined) throw new Error(`there is no cluster ${name}`);
    return cluster;
  };

  it("brings a cluster up, tells its status, and takes it down", () => {
    const name = own("cli");
    const up = command("up", "--name", name);
    expect({ status: up.status, stdout: up.stdout }, up.stderr).toEqual({
      status: 0,
      stdout: `export KUBECONFIG="${Cluster.find(name)?.kubeconfig ?? ""}"\n`,
    });
    const made = found(name);
    const again = command("up", "--name", name);
    expect(again.status).toBe(1);
    expect(again.stderr).toContain(`is running already; end it with npm run cluster -- down --name ${name}`);
    expect(command("status", "--name", name).stdout).toMatch(
      new RegExp(`^${name}: runs, .*\\n.*\\n${name}-node +Ready`),
    );
    expect(command("down", "--name", name)).toMatchObject({ status: 0, stderr: `cluster: ${name}: gone\n` });
    expect(leftOf(made)).toEqual([]);
  });

  describe.each(["SIGINT", "SIGKILL"] as const)("ended by %s while it brings a cluster up", (signal) => {
    it("leaves nothing after that, or after down", async () => {
      const name = own(signal.toLowerCase());
      const up = spawn(process.execPath, [...COMMAND, "up", "--name", name], { stdio: "ignore" });
      await eventually(() => Cluster.find(name)?.beingStartedBy === up.pid, 60_000);
      const second = command("up", "--name", name);
      expect(second.status).toBe(1);
      expect(second.stderr).toMatch(/is being started by process|is running already/);
      const ended = new Promise((resolve) => up.once("exit", resolve));
      await eventually(() => Cluster.find(name)?.isRunning() === true, 60_000);
      const made = found(name);
      // Before that, a node whose network does not come ends by itself.
      await eventually(() => processesWith(`--config=${made.folder}`).length > 0, 60_000);
      up.kill(signal);
      await ended;
      if (signal === "SIGKILL") {
        expect(processesWith(made.folder).length).toBeGreaterThan(0);
        expect(command("down", "--name", name).status).toBe(0);
      }
      await eventually(() => leftOf(made).length === 0, 60_000);
    });
  });

  it("names every word that it does not take", () => {
    const { status, stderr } = command("start", "--size", "3");
    expect(status).toBe(2);
    expect(stderr).toContain("start: unknown");
    expect(stderr).toContain("--size: unknown");
  });
});
