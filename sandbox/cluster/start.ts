import { spawn, type ChildProcess } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { withLock } from "../engine/build-lock";
import { atExit } from "../servers/at-exit";
import { logTail } from "../servers/process";
import { SANDBOX_FOLDER } from "../tools/module-version";
import { buildImage, type BuiltImage } from "../images/build";
import { builtPrograms } from "../tools/program";
import { addressesOf, MOST_CLUSTERS } from "./addresses";
import { joinCgroups, makeCgroups } from "./cgroups";
import { Cluster, ClusterError } from "./cluster";
import { packagesLacking } from "./programs";
import { writeServers } from "./servers";
import { systemObjects } from "./system-objects";

const NODE = path.join(__dirname, "node.sh");
const READY_WITHIN_MS = 120_000;
const POLL_MS = 250;

/** How to start a cluster. */
export interface ClusterOptions {
  /** Name: 1 to 20 of a-z, 0-9 and "-". */
  readonly name: string;
  /** True ends the cluster with this process, whatever way that ends. @default false: it goes on until it is removed */
  readonly mortal?: boolean;
  /** Takes a line of progress. @default nobody */
  readonly tell?: (line: string) => void;
}

/**
 * Starts a cluster and waits until its node is ready. On failure, Ctrl-C and SIGTERM, what was started is removed again.
 * @throws ClusterError when it cannot be started here, with what is missing
 */
export async function startCluster({
  name,
  mortal = false,
  tell = () => undefined,
}: ClusterOptions): Promise<Cluster> {
  checkName(name);
  checkMachine();
  await builtPrograms("kubectl");
  const pause = await buildImage("pause", tell);
  const onWait = (owner: number): void => {
    tell(`waiting for process ${owner}, which starts a cluster`);
  };
  const claimed = await withLock(path.join(SANDBOX_FOLDER, "clusters.lock"), onWait, () =>
    Promise.resolve(claim(name)),
  );
  const release = atExit(() => {
    Cluster.find(name)?.remove();
  });
  try {
    const cluster = await boot(claimed, pause, mortal, tell);
    if (!mortal) release();
    return cluster;
  } catch (error) {
    release();
    Cluster.find(name)?.remove();
    throw error;
  }
}

async function boot(
  claimed: Cluster,
  pause: BuiltImage,
  mortal: boolean,
  tell: (line: string) => void,
): Promise<Cluster> {
  const { name, addresses, cgroup } = claimed;
  tell(`${name}: writing certificates and configurations`);
  const { ca } = await writeServers(claimed, pause.tag);
  makeCgroups(cgroup);
  const child = startNode(claimed.folder, mortal);
  const init = await firstProcess(child);
  joinCgroups(cgroup, init);
  const cluster = claimed.startedBy(init);
  child.stdin?.end("\n");
  child.unref();
  tell(`${name}: waiting for the API server`);
  await until(cluster, "kube-apiserver", () =>
    cluster.kubectl(["get", "--raw", "/readyz", "--request-timeout=3s"]),
  );
  const system = { apiVersion: "v1", kind: "List", items: systemObjects(addresses, ca) };
  await cluster.kubectl(["apply", "--server-side", "--filename=-"], JSON.stringify(system));
  await until(cluster, "containerd", () => cluster.importImage(pause.archive));
  tell(`${name}: waiting for the node`);
  await until(cluster, "kubelet", () =>
    cluster.kubectl(["wait", "--for=condition=Ready", `node/${cluster.node}`, "--timeout=1s"]),
  );
  return cluster;
}

/** Attempts until it succeeds; what a server has logged by then is in the error. */
async function until(cluster: Cluster, server: string, attempt: () => Promise<unknown>): Promise<void> {
  const deadline = Date.now() + READY_WITHIN_MS;
  for (;;) {
    try {
      await attempt();
      return;
    } catch (error) {
      if (Date.now() < deadline && cluster.isRunning()) {
        await sleep(POLL_MS);
        continue;
      }
      const reason = error instanceof Error ? error.message : String(error);
      const tail = logTail(path.join(cluster.folder, "logs", `${server}.log`));
      throw new ClusterError(
        `cluster ${cluster.name}: ${server} is not ready within ${READY_WITHIN_MS / 1000} s: ${reason}\n${tail}`,
      );
    }
  }
}

function checkName(name: string): void {
  if (/^[a-z0-9]([a-z0-9-]{0,18}[a-z0-9])?$/.test(name)) return;
  throw new ClusterError(
    `cluster name "${name}": must be 1 to 20 of a-z, 0-9 and "-", beginning and ending with a letter or digit`,
    2,
  );
}

function checkMachine(): void {
  if (process.platform !== "linux" || process.getuid?.() !== 0)
    throw new ClusterError(
      "a cluster needs Linux and root, for network namespaces, mounts and cgroups: run it again with sudo",
      5,
    );
  const lacking = packagesLacking();
  if (lacking.length > 0)
    throw new ClusterError(`${lacking.join(", ")}: not found; run sudo .ci/setup-debian.sh`);
}

/** Takes a free rank for a cluster; what an earlier one of its name left is removed first. */
function claim(name: string): Cluster {
  const earlier = Cluster.find(name);
  if (earlier?.isRunning() === true)
    throw new ClusterError(
      `cluster ${name}: is running already; end it with npm run cluster -- down --name ${name}`,
    );
  earlier?.remove();
  const octet = Cluster.network().ensure();
  const taken = Cluster.names().map((each) => Cluster.find(each)?.addresses.node);
  for (let index = 1; index <= MOST_CLUSTERS; index += 1)
    if (!taken.includes(addressesOf(octet, index).node)) return Cluster.keep(name, { octet, index });
  throw new ClusterError(`${MOST_CLUSTERS} clusters are there already; npm run cluster -- status names them`);
}

function startNode(folder: string, mortal: boolean): ChildProcess {
  const log = openSync(path.join(folder, "logs", "node.log"), "a");
  const lifeline = mortal ? ["setpriv", "--pdeathsig", "KILL", "--"] : [];
  const namespaces = ["unshare", "--pid", "--fork", "--kill-child=KILL", "--mount", "--net", "--"];
  const [program, ...args] = [...lifeline, ...namespaces, NODE, folder];
  const child = spawn(program, args, { detached: true, stdio: ["pipe", log, log] });
  closeSync(log);
  return child;
}

/** The first process in the namespaces that `unshare` made. */
async function firstProcess({ pid }: ChildProcess): Promise<number> {
  if (pid === undefined) throw new ClusterError("unshare: could not be started; is util-linux installed?");
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim();
    if (children !== "") return Number(children.split(" ")[0]);
    await sleep(25);
  }
  throw new ClusterError("unshare: started no process within 5 s");
}
