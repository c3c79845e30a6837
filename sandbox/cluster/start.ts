import { spawn, type ChildProcess } from "node:child_process";
import { closeSync, existsSync, openSync, readFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { withLock } from "../engine/build-lock";
import { atExit } from "../servers/at-exit";
import { logTail } from "../servers/process";
import { SANDBOX_FOLDER } from "../tools/module-version";
import { buildImage, type BuiltImage } from "../images/build";
import { builtPrograms } from "../tools/program";
import { MOST_CLUSTERS } from "./addresses";
import { joinCgroups, makeCgroups } from "./cgroups";
import { Cluster, ClusterError, identityOf, needRoot } from "./cluster";
import { withoutProxies } from "./kubectl";
import { packagesLacking } from "./programs";
import { writeServers } from "./servers";
import { systemObjects } from "./system-objects";

const NODE = path.join(__dirname, "node.sh");
const READY_WITHIN_MS = 120_000;
const POLL_MS = 500;
const FIRST_PROCESS_WITHIN_MS = 5000;
const ENDED_WITHIN_MS = 10_000;
/** Of the whole machine: checkouts choose ranges of addresses beside each other. */
const LOCK = "/run/lock/lifeboat-clusters";

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
  let cluster = await withLock(LOCK, onWait, () => Promise.resolve(claim(name)));
  // What another start made since is not this one's to remove; a restart of this one is.
  const remove = (): void => {
    const now = Cluster.find(name) ?? cluster;
    if (now.isOf(cluster)) now.remove();
  };
  const release = atExit(remove);
  try {
    for await (const step of boot(cluster, pause, mortal, tell)) cluster = step;
    if (!mortal) release();
    return cluster;
  } catch (error) {
    release();
    remove();
    throw error;
  }
}

/** How to start a cluster's node again. */
export interface RestartOptions extends Omit<ClusterOptions, "name"> {
  /** Called once the node has its network, before anything runs on it: what it finds there was there before. */
  readonly onNetwork?: (cluster: Cluster) => Promise<void>;
}

/**
 * Restarts a node that was killed, with all that it kept on disk: as a machine after a power cut. Objects and images
 * still exist, and its pods start again.
 * @throws ClusterError if it is running, or does not become ready
 */
export async function restartCluster(
  killed: Cluster,
  { mortal = false, tell = () => undefined, onNetwork }: RestartOptions = {},
): Promise<Cluster> {
  // The kernel ends a node that was killed in its own time.
  const deadline = Date.now() + ENDED_WITHIN_MS;
  while (killed.isRunning() && Date.now() < deadline) await sleep(POLL_MS);
  if (killed.isRunning())
    throw new ClusterError(`cluster ${killed.name}: is running; only one that was killed can be restarted`);
  killed.clear();
  const from = Date.now();
  let cluster = killed;
  for await (const step of bootNode(killed, mortal, tell)) {
    cluster = step;
    await onNetwork?.(cluster);
  }
  tell(`${cluster.name}: waiting for the node`);
  // The API server still tells what the node said before it was killed.
  await until(cluster, "kubelet", async () => {
    const lease = ["--namespace=kube-node-lease", "get", "lease", cluster.node];
    const renewed = await cluster.kubectl([...lease, "--output=jsonpath={.spec.renewTime}"]);
    if (!(Date.parse(renewed) > from)) throw new Error(`the node was heard last at ${renewed}`);
  });
  await until(cluster, "kubelet", () => readyNode(cluster));
  return cluster;
}

/** Gives the cluster once its node has a process, and again when it is ready. */
async function* boot(
  claimed: Cluster,
  pause: BuiltImage,
  mortal: boolean,
  tell: (line: string) => void,
): AsyncGenerator<Cluster> {
  const { name, addresses } = claimed;
  tell(`${name}: writing certificates and configurations`);
  const { ca } = await writeServers(claimed, pause.tag);
  let cluster = claimed;
  for await (const step of bootNode(claimed, mortal, tell)) {
    cluster = step;
    yield cluster;
  }
  const system = { apiVersion: "v1", kind: "List", items: systemObjects(addresses, ca) };
  await until(cluster, "kube-apiserver", () =>
    cluster.kubectl(["apply", "--server-side", "--filename=-"], JSON.stringify(system)),
  );
  await until(cluster, "containerd", () => cluster.importImage(pause.archive));
  tell(`${name}: waiting for the node`);
  await until(cluster, "kubelet", () => readyNode(cluster));
}

/** Gives the cluster once its node has a process; then waits for its API server. */
async function* bootNode(
  claimed: Cluster,
  mortal: boolean,
  tell: (line: string) => void,
): AsyncGenerator<Cluster> {
  const { name, cgroup } = claimed;
  makeCgroups(cgroup);
  const child = startNode(claimed.folder, mortal);
  const init = await firstProcess(child);
  if (init === undefined) throw nodeEnded(claimed);
  joinCgroups(cgroup, init);
  const cluster = claimed.startedBy(init);
  yield cluster;
  child.stdin?.end("\n");
  child.unref();
  tell(`${name}: waiting for the API server`);
  await until(cluster, "kube-apiserver", () =>
    cluster.kubectl(["get", "--raw", "/readyz", "--request-timeout=3s"]),
  );
}

const readyNode = (cluster: Cluster): Promise<string> =>
  cluster.kubectl(["wait", "--for=condition=Ready", `node/${cluster.node}`, "--timeout=1s"]);

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
      if (!cluster.isRunning()) throw nodeEnded(cluster);
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

function nodeEnded({ name, folder }: Cluster): ClusterError {
  const tail = logTail(path.join(folder, "logs", "node.log"));
  return new ClusterError(`cluster ${name}: its node ended while it was being started\n${tail}`);
}

function checkMachine(): void {
  needRoot();
  const hidden = ["/run/", "/var/lib/", "/var/log/"].find((folder) => SANDBOX_FOLDER.startsWith(folder));
  if (hidden !== undefined)
    throw new ClusterError(
      `${SANDBOX_FOLDER}: a node has a ${hidden} of its own; move the checkout elsewhere`,
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
  if (earlier?.beingStartedBy !== undefined)
    throw new ClusterError(
      `cluster ${name}: is being started by process ${earlier.beingStartedBy}; wait for it`,
    );
  earlier?.remove();
  const taken = Cluster.names().map((each) => Cluster.find(each)?.index);
  for (let index = 1; index <= MOST_CLUSTERS; index += 1)
    if (!taken.includes(index))
      return Cluster.keep(name, {
        octet: Cluster.network().ensure(),
        index,
        starter: identityOf(process.pid),
      });
  throw new ClusterError(`${MOST_CLUSTERS} clusters are there already; npm run cluster -- status names them`);
}

function startNode(folder: string, mortal: boolean): ChildProcess {
  const log = openSync(path.join(folder, "logs", "node.log"), "a");
  const lifeline = mortal ? ["setpriv", "--pdeathsig", "KILL", "--"] : [];
  const namespaces = ["unshare", "--pid", "--fork", "--kill-child=KILL", "--mount", "--net", "--"];
  const [program, ...args] = [...lifeline, ...namespaces, NODE, folder];
  const child = spawn(program, args, { detached: true, stdio: ["pipe", log, log], env: withoutProxies() });
  closeSync(log);
  // Why it ended, where it did, is in its log.
  for (const source of [child, child.stdin]) source?.on("error", () => undefined);
  return child;
}

/** The first process in the namespaces that `unshare` made; undefined when it made none. */
async function firstProcess({ pid }: ChildProcess): Promise<number | undefined> {
  const file = `/proc/${pid ?? 0}/task/${pid ?? 0}/children`;
  const deadline = Date.now() + FIRST_PROCESS_WITHIN_MS;
  while (existsSync(file) && Date.now() < deadline) {
    const children = readFileSync(file, "utf8").trim();
    if (children !== "") return Number(children.split(" ")[0]);
    await sleep(25);
  }
  return undefined;
}
