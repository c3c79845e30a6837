import { existsSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import path from "node:path";
import { hierarchies } from "./cgroups";

/** Program of the container that only keeps a pod's namespaces. */
const PAUSE = "/catatonit";
/** Groups of the kubelet's between the cluster's and a pod's. */
const CLASSES = ["kubepods", "kubepods/burstable", "kubepods/besteffort"];

/** Folder of a pod's cgroup in one hierarchy; undefined while there is none. @param cgroup the cluster's */
function groupOf(cgroup: string, uid: string): string | undefined {
  return hierarchies()
    .flatMap((root) => CLASSES.map((quality) => path.join(root, cgroup, quality, `pod${uid}`)))
    .find((folder) => existsSync(folder));
}

/**
 * Process ids, on the machine, of a pod's containers. None where no container runs.
 * @param cgroup name of the cluster's cgroup
 * @param uid the pod's
 */
export function podProcesses(cgroup: string, uid: string): number[] {
  const group = groupOf(cgroup, uid);
  if (group === undefined) return [];
  return list(group)
    .flatMap((container) => lines(path.join(group, container, "cgroup.procs")).map(Number))
    .filter((pid) => programOf(pid) !== PAUSE);
}

/** Whether a process is the first of its namespace of process ids: of a container, whose end ends all others. */
export function isFirst(pid: number): boolean {
  const ids = lines(`/proc/${pid}/status`).find((line) => line.startsWith("NSpid:"));
  return ids?.split(/\s+/).at(-1) === "1";
}

function programOf(pid: number): string {
  try {
    return readlinkSync(`/proc/${pid}/exe`);
  } catch {
    return "";
  }
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).flatMap((each) =>
      each.isDirectory() ? [each.name] : [],
    );
  } catch {
    return [];
  }
}

/** Lines of a file; none where it went a moment ago. */
function lines(file: string): string[] {
  try {
    return readFileSync(file, "utf8").split("\n").filter(Boolean);
  } catch {
    return [];
  }
}
