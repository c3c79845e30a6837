import { execFile, spawn, type ChildProcess } from "node:child_process";
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { z } from "zod";
import { withLock } from "../engine/build-lock";
import { hasEnded, processStat } from "../engine/process-stat";
import { atExit } from "../servers/at-exit";
import { findProgram } from "../servers/find-program";
import { logTail } from "../servers/process";
import { builtPrograms } from "../tools/program";
import { SANDBOX_FOLDER } from "../tools/module-version";
import { addressesOf, MOST_CLUSTERS, type Addresses } from "./addresses";
import { joinCgroups, makeCgroups, removeCgroups } from "./cgroups";
import { kubectl } from "./kubectl";
import { ClusterNetwork } from "./network";
import { pauseImage } from "./pause-image";
import { nodeName, writeServers } from "./servers";
import { systemObjects } from "./system-objects";

/** Folder of a checkout's clusters, one folder each. */
const CLUSTERS = path.join(SANDBOX_FOLDER, "clusters");
const NODE = path.join(__dirname, "node.sh");
/** Debian's packages for what is not built. */
const PACKAGED = [
  "etcd",
  "containerd",
  "ctr",
  "runc",
  "ip",
  "nft",
  "iptables",
  "unshare",
  "nsenter",
  "openssl",
];
const READY_WITHIN_MS = 120_000;
const POLL_MS = 250;

const record = z.object({
  octet: z.number(),
  index: z.number(),
  /** The node's first process, and what tells it from a later one of the same id; undefined before it is started. */
  init: z.object({ pid: z.number(), startedAt: z.string() }).optional(),
});
type ClusterRecord = z.infer<typeof record>;

/** How to start a cluster. */
export interface ClusterOptions {
  /** Name: 1 to 20 of a-z, 0-9 and "-". */
  readonly name: string;
  /** True ends the cluster with this process, whatever way that ends. @default false: it goes on until it is ended by name */
  readonly mortal?: boolean;
  /** Takes a line of progress. @default nobody */
  readonly tell?: (line: string) => void;
}

/** A cluster that cannot be started or found here; the message has the remedy. */
export class ClusterError extends Error {
  /** @param exitCode of a command that ends for this reason: 1 general, 5 permission */
  constructor(
    message: string,
    readonly exitCode: 1 | 5 = 1,
  ) {
    super(message);
  }
}

/** A cluster of one node. */
export class Cluster {
  private readonly folder: string;
  readonly addresses: Addresses;

  private constructor(
    readonly name: string,
    private readonly kept: ClusterRecord,
  ) {
    this.folder = folderOf(name);
    this.addresses = addressesOf(kept.octet, kept.index);
  }

  /** File that any kubectl takes; a member of system:masters. */
  get kubeconfig(): string {
    return path.join(this.folder, "kubeconfig");
  }

  /** Names of the checkout's clusters, running or not. */
  static names(): string[] {
    return existsSync(CLUSTERS)
      ? readdirSync(CLUSTERS, { withFileTypes: true })
          .filter((entry) => entry.isDirectory())
          .map(({ name }) => name)
      : [];
  }

  /** A cluster by name, running or not; undefined when there is nothing of it. */
  static find(name: string): Cluster | undefined {
    const file = path.join(folderOf(name), "cluster.json");
    return existsSync(file)
      ? new Cluster(name, record.parse(JSON.parse(readFileSync(file, "utf8"))))
      : undefined;
  }

  /** Whether its node runs. */
  isRunning(): boolean {
    const { init } = this.kept;
    const now = init === undefined ? undefined : processStat(init.pid);
    return now !== undefined && !hasEnded(now) && now.startedAt === init?.startedAt;
  }

  /** Runs kubectl as an administrator. @throws with its stderr */
  kubectl(args: readonly string[], stdin?: string): Promise<string> {
    return kubectl(this.kubeconfig, args, stdin);
  }

  /** Words that run a command in the node's network, mounts and processes. */
  inside(...command: readonly string[]): string[] {
    const { init } = this.kept;
    if (init === undefined || !this.isRunning())
      throw new ClusterError(`cluster ${this.name}: is not running`);
    return ["nsenter", `--target=${init.pid}`, "--net", "--mount", "--pid", ...command];
  }

  /** Makes an image of an archive known to the node. @param archive OCI or Docker archive @throws with ctr's own message */
  async importImage(archive: string): Promise<void> {
    const [program = "", ...args] = this.inside(
      "ctr",
      "--namespace=k8s.io",
      "images",
      "import",
     
      archive,
    );
    await promisify(execFile)(program, args);
  }

  /** Cuts the cluster off from everything else, or connects it again. */
  connect(connected: boolean): void {
    new ClusterNetwork(CLUSTERS).connect(this.kept.index, connected);
  }

  /** Ends every process of the cluster at once, as a power cut does. What it leaves is removed by {@link remove}. */
  kill(): void {
    const { init } = this.kept;
    if (init !== undefined && this.isRunning()) process.kill(init.pid, "SIGKILL");
  }

  /** Ends the cluster and removes all that it made on the machine; does the same for one that was killed. */
  remove(): void {
    this.kill();
    removeCgroups(cgroupOf(this.kept));
    new ClusterNetwork(CLUSTERS).detach(this.kept.index, this.addresses);
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  }

  /**
   * Starts a cluster and waits until its node is ready.
   * @throws ClusterError when it cannot be started here, with what is missing; whatever was started is removed again
   */
  static async start({ name, mortal = false, tell = () => undefined }: ClusterOptions): Promise<Cluster> {
    checkName(name);
    checkMachine();
    await builtPrograms("kubectl", "pause");
    const claimed = await withLock(
      path.join(SANDBOX_FOLDER, "clusters.lock"),
      (owner) => {
        tell(`waiting for process ${owner}, which starts or ends a cluster`);
      },
      () => Promise.resolve(claim(name)),
    );
    const cluster = new Cluster(name, claimed);
    const release = atExit(() => {
      cluster.remove();
    });
    try {
      await cluster.boot(mortal, tell);
      if (!mortal) release();
      return cluster;
    } catch (error) {
      release();
      cluster.remove();
      throw error;
    }
  }

  private async boot(mortal: boolean, tell: (line: string) => void): Promise<void> {
    const { name, folder, addresses, kept } = this;
    const cgroup = cgroupOf(kept);
    tell(`${name}: writing certificates and configurations`);
    const { ca } = await writeServers({ name, folder, addresses, cgroup });
    makeCgroups(cgroup);
    const child = startNode(folder, mortal);
    const init = await firstProcess(child);
    this.kept.init = { pid: init, startedAt: processStat(init)?.startedAt ?? "" };
    save(name, kept);
    joinCgroups(cgroup, init);
    new ClusterNetwork(CLUSTERS).attach(kept.index, init, addresses);
    child.stdin?.end("\n");
    child.unref();
    tell(`${name}: waiting for the API server`);
    await this.until("the API server", "kube-apiserver", () => this.kubectl(["get", "--raw", "/readyz"]));
    await this.kubectl(
      ["apply", "--server-side", "--filename=-"],
      JSON.stringify({ apiVersion: "v1", kind: "List", items: systemObjects(addresses, ca) }),
    );
    await this.until("containerd", "containerd", async () => {
      await this.importImage(pauseImage());
    });
    tell(`${name}: waiting for the node`);
    await this.until("the node", "kubelet", () =>
      this.kubectl(["wait", "--for=condition=Ready", `node/${nodeName(name)}`, "--timeout=1s"]),
    );
  }

  private async until(what: string, server: string, attempt: () => Promise<unknown>): Promise<void> {
    const deadline = Date.now() + READY_WITHIN_MS;
    for (;;) {
      try {
        await attempt();
        return;
      } catch (error) {
        if (Date.now() < deadline && this.isRunning()) {
          await sleep(POLL_MS);
          continue;
        }
        const reason = error instanceof Error ? error.message : String(error);
        const tail = logTail(path.join(this.folder, "logs", `${server}.log`));
        throw new ClusterError(
          `cluster ${this.name}: ${what} is not ready within ${READY_WITHIN_MS / 1000} s: ${reason}\n${tail}`,
        );
      }
    }
  }
}

function folderOf(name: string): string {
  return path.join(CLUSTERS, name);
}

function cgroupOf({ octet, index }: ClusterRecord): string {
  return `lifeboat-${octet}-${index}`;
}

function save(name: string, kept: ClusterRecord): void {
  mkdirSync(folderOf(name), { recursive: true, mode: 0o700 });
  writeFileSync(path.join(folderOf(name), "cluster.json"), JSON.stringify(kept), { mode: 0o600 });
}

function checkName(name: string): void {
  if (/^[a-z0-9]([a-z0-9-]{0,18}[a-z0-9])?$/.test(name)) return;
  throw new ClusterError(
    `cluster name "${name}": must be 1 to 20 of a-z, 0-9 and "-", beginning and ending with a letter or digit`,
  );
}

function checkMachine(): void {
  if (process.platform !== "linux" || process.getuid?.() !== 0)
    throw new ClusterError(
      "a cluster needs Linux and root, for network namespaces, mounts and cgroups: run it again with sudo",
      5,
    );
  const lacking = PACKAGED.filter((program) => findProgram(program) === undefined);
  if (lacking.length > 0)
    throw new ClusterError(`${lacking.join(", ")}: not found; run sudo .ci/setup-debian.sh`);
}

/** Takes a free rank for a cluster; what an earlier one of its name left is removed first. */
function claim(name: string): ClusterRecord {
  const earlier = Cluster.find(name);
  if (earlier?.isRunning() === true)
    throw new ClusterError(
      `cluster ${name}: is running already; end it with npm run cluster -- down --name ${name}`,
    );
  earlier?.remove();
  const octet = new ClusterNetwork(CLUSTERS).ensure();
  const taken = Cluster.names().map((each) => Cluster.find(each)?.addresses.node);
  for (let index = 1; index <= MOST_CLUSTERS; index += 1) {
    if (taken.includes(addressesOf(octet, index).node)) continue;
    const kept = { octet, index };
    save(name, kept);
    return kept;
  }
  throw new ClusterError(`${MOST_CLUSTERS} clusters are there already; npm run cluster -- status names them`);
}

function startNode(folder: string, mortal: boolean): ChildProcess {
  const log = openSync(path.join(folder, "logs", "node.log"), "a");
  const lifeline = mortal ? ["setpriv", "--pdeathsig", "KILL", "--"] : [];
  const namespaces = ["unshare", "--pid", "--fork", "--kill-child=KILL", "--mount", "--net", "--"];
  const [program = "", ...args] = [...lifeline, ...namespaces, NODE, folder];
  const child = spawn(program, args, { detached: true, stdio: ["pipe", log, log] });
  closeSync(log);
  return child;
}

/** The first process in the namespaces that `unshare` made. */
async function firstProcess({ pid }: ChildProcess): Promise<number> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const children =
      pid === undefined ? "" : readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim();
    if (children !== "") return Number(children.split(" ")[0]);
    await sleep(25);
  }
  throw new ClusterError("unshare: started no process within 5 s");
}
