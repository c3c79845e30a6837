import { execFile } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { z } from "zod";
import { hasEnded, processStat } from "../engine/process-group";
import { SANDBOX_FOLDER } from "../tools/module-version";
import { addressesOf, type Addresses } from "./addresses";
import { removeCgroups } from "./cgroups";
import { kubectl } from "./kubectl";
import { ClusterNetwork } from "./network";

/** Folder of a checkout's clusters, one folder each. */
const CLUSTERS = path.join(SANDBOX_FOLDER, "clusters");

/** A process, and what tells it from a later one of the same id. */
const processRecord = z.object({ pid: z.number(), startedAt: z.string() });

const record = z.object({
  /** Second part of the checkout's range of addresses. */
  octet: z.number(),
  /** Rank among the checkout's clusters, from 1. */
  index: z.number(),
  /** The process that starts or started it. */
  starter: processRecord,
  /** The node's first process; undefined before it is started. */
  init: processRecord.optional(),
});

/** What is kept of a cluster on disk. */
export type ClusterRecord = z.infer<typeof record>;

/** A cluster that cannot be started or used here; the message has the remedy. */
export class ClusterError extends Error {
  /** @param exitCode of a command that ends for this reason: 1 general, 2 arguments, 5 permission */
  constructor(
    message: string,
    readonly exitCode: 1 | 2 | 5 = 1,
  ) {
    super(message);
  }
}

/** @throws ClusterError where this process is not root on Linux: it could not even see what is there */
export function needRoot(): void {
  if (process.platform !== "linux" || process.getuid?.() !== 0)
    throw new ClusterError(
      "a cluster needs Linux and root, for network namespaces, mounts and cgroups: run it again with sudo",
      5,
    );
}

/** A cluster of one node: its processes, mounts and network are the node's own and end with its first process. */
export class Cluster {
  /** Folder of all that the cluster keeps on disk. */
  readonly folder: string;
  readonly addresses: Addresses;

  private constructor(
    readonly name: string,
    private readonly kept: ClusterRecord,
  ) {
    this.folder = path.join(CLUSTERS, name);
    this.addresses = addressesOf(kept.octet, kept.index);
  }

  /** Names of the checkout's clusters, running or not. */
  static names(): string[] {
    return existsSync(CLUSTERS) ? readdirSync(CLUSTERS) : [];
  }

  /** A cluster by name, running or not; undefined when there is nothing of it that says what it was. */
  static find(name: string): Cluster | undefined {
    const file = path.join(CLUSTERS, name, "cluster.json");
    return existsSync(file)
      ? new Cluster(name, record.parse(JSON.parse(readFileSync(file, "utf8"))))
      : undefined;
  }

  /** Removes a folder that a cluster's interrupted start or removal left without saying what it was. */
  static forget(name: string): void {
    rmSync(path.join(CLUSTERS, name), { recursive: true, force: true });
    Cluster.removeNetworkIfUnused();
  }

  /** Of several that are removed at once, the last one sees no folder any more; also after one that was interrupted. */
  static removeNetworkIfUnused(): void {
    if (Cluster.names().length === 0) Cluster.network().remove();
  }

  /** The network between the checkout's clusters. */
  static network(): ClusterNetwork {
    return new ClusterNetwork(CLUSTERS);
  }

  /** Keeps a record under a name, in place of an earlier one. */
  static keep(name: string, kept: ClusterRecord): Cluster {
    const folder = path.join(CLUSTERS, name);
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const file = path.join(folder, "cluster.json");
    // Whole or not at all, also where the disk is full.
    writeFileSync(`${file}.part`, JSON.stringify(kept), { mode: 0o600 });
    renameSync(`${file}.part`, file);
    return new Cluster(name, kept);
  }

  /** File that any kubectl takes; logs in as a member of system:masters. */
  get kubeconfig(): string {
    return path.join(this.folder, "kubeconfig");
  }

  /** Name of the context in that file. */
  get context(): string {
    return `lifeboat-${this.name}`;
  }

  /** Name of its cgroup, and of those of its pods. */
  get cgroup(): string {
    return Cluster.network().linkOf(this.kept.index);
  }

  /** Its node, by name. */
  get node(): string {
    return `${this.name}-node`;
  }

  /** Whether its node runs. */
  isRunning(): boolean {
    return isAlive(this.kept.init);
  }

  /** Id of the process that is starting it just now; undefined when none is. */
  get beingStartedBy(): number | undefined {
    const { init, starter } = this.kept;
    return init === undefined && isAlive(starter) ? starter.pid : undefined;
  }

  /** Rank among the checkout's clusters. */
  get index(): number {
    return this.kept.index;
  }

  /** Whether the same start made both. */
  isOf(other: Cluster): boolean {
    const [one, two] = [this.kept.starter, other.kept.starter];
    return one.pid === two.pid && one.startedAt === two.startedAt && this.kept.index === other.kept.index;
  }

  /** Gives the node's first process its network, and keeps which one it is. @returns the cluster that has it */
  startedBy(pid: number): Cluster {
    const started = Cluster.keep(this.name, { ...this.kept, init: identityOf(pid) });
    Cluster.network().attach(this.kept.index, pid, this.addresses);
    return started;
  }

  /** Runs kubectl as an administrator. @returns its stdout. @throws with its stderr */
  kubectl(args: readonly string[], stdin?: string): Promise<string> {
    return kubectl(this.kubeconfig, args, stdin);
  }

  /** Words that run a command in the node's network, mounts and processes. @throws ClusterError when it does not run */
  inside(...command: readonly string[]): string[] {
    return this.enter(["--net", "--mount", "--pid"], command);
  }

  /** Words that run a command of the machine in the node's network alone. @throws ClusterError when it does not run */
  inNetwork(...command: readonly string[]): [string, ...string[]] {
    return this.enter(["--net"], command);
  }

  private enter(namespaces: readonly string[], command: readonly string[]): [string, ...string[]] {
    const { init } = this.kept;
    if (init === undefined || !this.isRunning())
      throw new ClusterError(
        `cluster ${this.name}: is not running; start it with npm run cluster -- up --name ${this.name}`,
      );
    return ["nsenter", `--target=${init.pid}`, ...namespaces, ...command];
  }

  /**
   * Gives the node an image.
   * @param archive OCI or Docker archive
   * @throws with ctr's own message
   */
  async importImage(archive: string): Promise<void> {
    const [program = "", ...args] = this.inside("ctr", "--namespace=k8s.io", "images", "import", archive);
    await promisify(execFile)(program, args);
  }

  /** Cuts the cluster off from everything else, or connects it again. */
  connect(connected: boolean): void {
    Cluster.network().connect(this.kept.index, connected);
  }

  /** Ends every process of the cluster at once, as a power cut does. {@link remove} takes away what that leaves. */
  kill(): void {
    const { init } = this.kept;
    if (init !== undefined && this.isRunning()) process.kill(init.pid, "SIGKILL");
  }

  /** Takes away what a killed node leaves in the kernel; all that is on disk stays. */
  clear(): void {
    removeCgroups(this.cgroup);
    Cluster.network().detach(this.kept.index, this.addresses);
  }

  /** Ends the cluster, killed or not, and removes all that it made on the machine. */
  remove(): void {
    this.kill();
    this.clear();
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
    Cluster.removeNetworkIfUnused();
  }
}

/** What tells a process from a later one of the same id. */
export function identityOf(pid: number): z.infer<typeof processRecord> {
  return { pid, startedAt: processStat(pid)?.startedAt ?? "" };
}

function isAlive(known: z.infer<typeof processRecord> | undefined): boolean {
  const now = known === undefined ? undefined : processStat(known.pid);
  return now !== undefined && !hasEnded(now) && now.startedAt === known?.startedAt;
}
