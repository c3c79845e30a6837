import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { imageRoot } from "../images/build";
import type { ImageName } from "../images/dockerfile";
import { canIsolate } from "./process";
import { findMoto } from "./moto";
import { findPostgres } from "./postgres";
import { findProgram, isExecutable } from "./find-program";
import { CLUSTER_PROGRAMS, packagesLacking } from "../cluster/programs";
import { customResources } from "../tools/definition";
import { programPath, type Program } from "../tools/program";

function pythonHas(module: string): boolean {
  try {
    execFileSync("/usr/bin/python3", ["-c", `import ${module}`], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

// Debian's own programs, not what a developer's shell finds before them.
const ofDebian = (program: string) => (): boolean => findProgram(program, "/usr/sbin:/usr/bin") !== undefined;

const unpacked = (image: ImageName) => (): boolean => imageRoot(image) !== undefined;

const isBuiltNow = (program: Program): boolean => isExecutable(programPath(program));
const isBuilt = (program: Program) => (): boolean => isBuiltNow(program);

const PRESENT = {
  root: () => process.platform === "linux" && process.getuid?.() === 0,
  unshare: canIsolate,
  postgresql: () => findPostgres() !== undefined,
  "postgresql-17": unpacked("postgresql"),
  moto: () => findMoto() !== undefined,
  age: ofDebian("age"),
  zstd: ofDebian("zstd"),
  awscli: ofDebian("aws"),
  jq: ofDebian("jq"),
  pgbouncer: ofDebian("pgbouncer"),
  pgbackrest: ofDebian("pgbackrest"),
  boto3: () => pythonHas("boto3"),
  "job-image": unpacked("jobs"),
  "log-image": unpacked("logs"),
  promtool: () => findProgram("promtool") !== undefined,
  prometheus: () => findProgram("prometheus") !== undefined && findProgram("promtool") !== undefined,
  shellcheck: () => findProgram("shellcheck") !== undefined,
  alertmanager: () =>
    findProgram("amtool") !== undefined && findProgram("prometheus-alertmanager") !== undefined,
  "postgres-exporter": () => findProgram("prometheus-postgres-exporter") !== undefined,
  etcd: () => findProgram("etcd") !== undefined,
  "kube-apiserver": isBuilt("kube-apiserver"),
  "kube-controller-manager": isBuilt("kube-controller-manager"),
  "pulumi-resource-kubernetes": isBuilt("pulumi-resource-kubernetes"),
  kubectl: isBuilt("kubectl"),
  kubeconform: isBuilt("kubeconform"),
  "kube-score": isBuilt("kube-score"),
  cluster: () => CLUSTER_PROGRAMS.every(isBuiltNow) && packagesLacking().length === 0,
  // Fetched in a second where Go is.
  definitions: () => customResources.every(({ file }) => existsSync(file)) || findProgram("go") !== undefined,
} as const satisfies Record<string, () => boolean>;

/**
 * Something of the machine that a real server or a cluster needs. `root` and `unshare` are Linux with root and
 * namespaces; the others are programs that `.ci/setup-debian.sh` installs.
 */
export type Requirement = keyof typeof PRESENT;

/** What a drill needs beside its clusters, which say themselves what they lack. */
export const DRILL_REQUIREMENTS = [
  "root",
  "unshare",
  "postgresql",
  "moto",
  "age",
] as const satisfies readonly Requirement[];

/** Every requirement there is. */
export const ALL_REQUIREMENTS: readonly Requirement[] = Object.keys(PRESENT).filter(
  (name): name is Requirement => name in PRESENT,
);

const known = new Map<Requirement, boolean>();

/**
 * Those of the requirements that this machine lacks; each is looked at once per process.
 * @param needs what to look at. @default all
 */
export function missing(needs: readonly Requirement[] = ALL_REQUIREMENTS): Requirement[] {
  return needs.filter((need) => {
    const present = known.get(need) ?? PRESENT[need]();
    known.set(need, present);
    return !present;
  });
}

/** One sentence that names what is missing and how to get it. */
export function howToGet(lacking: readonly Requirement[]): string {
  const isPrivilege = (need: Requirement): boolean => need === "root" || need === "unshare";
  const isImage = (need: Requirement): boolean => need === "job-image" || need === "log-image";
  const privilege = lacking.filter(isPrivilege);
  const images = lacking.filter(isImage);
  const programs = lacking.filter((need) => !isPrivilege(need) && !isImage(need));
  return [
    programs.length > 0 ? `${programs.join(", ")} missing: run .ci/setup-debian.sh` : "",
    images.length > 0 ? `${images.join(", ")} not built: run sudo npm run images` : "",
    privilege.length > 0 ? `needs Linux, root and namespaces (${privilege.join(", ")})` : "",
  ]
    .filter((part) => part !== "")
    .join("; ");
}
