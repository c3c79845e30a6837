import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from "node:fs";
import path from "node:path";

const MOUNT = "/sys/fs/cgroup";
/** Where daemons of a node are; pods are beside it. */
const DAEMONS = "node";
/** The kernel empties a group some time after its last process has ended. */
const EMPTY_WITHIN_MS = 10_000;
const PAUSE_MS = 20;
const CONTROLLERS = ["cpuset", "cpu", "io", "memory", "pids", "hugetlb"];

/** Roots of the machine's cgroup hierarchies: one for v2, one for each controller with v1 and one without any. */
export function hierarchies(): string[] {
  if (existsSync(path.join(MOUNT, "cgroup.controllers"))) return [MOUNT];
  return readdirSync(MOUNT)
    .map((name) => path.join(MOUNT, name))
    .filter((folder) => existsSync(path.join(folder, "cgroup.procs")));
}

/** Makes a group of that name in every hierarchy, with all of the machine's processors and controllers. */
export function makeCgroups(name: string): void {
  for (const root of hierarchies()) {
    const group = path.join(root, name);
    mkdirSync(path.join(group, DAEMONS), { recursive: true });
    for (const folder of [group, path.join(group, DAEMONS)]) copyCpus(path.dirname(folder), folder);
    if (root === MOUNT) for (const folder of [root, group]) delegate(folder);
  }
}

/** A v1 cpuset takes no process before it has processors and memory nodes. */
function copyCpus(from: string, to: string): void {
  for (const file of ["cpuset.cpus", "cpuset.mems"]) {
    if (!existsSync(path.join(from, file)) || !existsSync(path.join(to, file))) continue;
    const value = readFileSync(path.join(from, file), "utf8").trim();
    if (value !== "") writeFileSync(path.join(to, file), value);
  }
}

/** With v2, a group must delegate controllers to the groups below it: those that a kubelet uses. */
function delegate(group: string): void {
  const words = (file: string): string[] => readFileSync(path.join(group, file), "utf8").trim().split(/\s+/);
  const given = words("cgroup.subtree_control");
  for (const controller of words("cgroup.controllers"))
    if (CONTROLLERS.includes(controller) && !given.includes(controller))
      writeFileSync(path.join(group, "cgroup.subtree_control"), `+${controller}`);
}

/** Puts a process, and what it starts from now on, among the group's daemons. */
export function joinCgroups(name: string, pid: number): void {
  for (const root of hierarchies())
    writeFileSync(path.join(root, name, DAEMONS, "cgroup.procs"), String(pid));
}

/** Ends what still runs in the groups of that name, and removes them. @throws when one does not get empty in time */
export function removeCgroups(name: string): void {
  const deadline = Date.now() + EMPTY_WITHIN_MS;
  for (const root of hierarchies()) {
    const group = path.join(root, name);
    while (existsSync(group)) {
      for (const folder of tree(group)) removeGroup(folder);
      if (!existsSync(group)) break;
      if (Date.now() > deadline)
        throw new Error(`${group}: still in use; its cgroup.procs names the processes`);
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE_MS);
    }
  }
}

/** A group and those below it, deepest first. */
function tree(group: string): string[] {
  try {
    const below = readdirSync(group, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    return [...below.flatMap((entry) => tree(path.join(group, entry.name))), group];
  } catch {
    // The runtime removed it a moment ago.
    return [];
  }
}

function removeGroup(folder: string): void {
  try {
    const pids = readFileSync(path.join(folder, "cgroup.procs"), "utf8").split("\n").map(Number);
    for (const pid of pids) if (pid > 0) process.kill(pid, "SIGKILL");
    rmdirSync(folder);
  } catch {
    // A process ended, or the group went, a moment ago; or it is not empty yet: asked again.
  }
}
