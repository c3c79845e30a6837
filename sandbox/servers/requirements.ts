import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { canIsolate } from "./process";
import { findMoto } from "./moto";
import { findPostgres } from "./postgres";
import { findPostgresExporter } from "./postgres-exporter";
import { findProgram, isExecutable } from "./find-program";
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

// Jobs find their programs as in their image, where /usr/local is empty: not as in the developer's shell.
const DEBIAN_PATH = "/usr/sbin:/usr/bin";
const inImage = (program: string) => (): boolean => findProgram(program, DEBIAN_PATH) !== undefined;

const isBuilt = (program: Program) => (): boolean => isExecutable(programPath(program));

const PRESENT = {
  root: () => process.platform === "linux" && process.getuid?.() === 0,
  unshare: canIsolate,
  postgresql: () => findPostgres() !== undefined,
  moto: () => findMoto() !== undefined,
  age: inImage("age"),
  zstd: inImage("zstd"),
  awscli: inImage("aws"),
  jq: inImage("jq"),
  boto3: () => pythonHas("boto3"),
  rsyslog: inImage("rsyslogd"),
  promtool: () => findProgram("promtool") !== undefined,
  prometheus: () => findProgram("prometheus") !== undefined && findProgram("promtool") !== undefined,
  shellcheck: () => findProgram("shellcheck") !== undefined,
  alertmanager: () =>
    findProgram("amtool") !== undefined && findProgram("prometheus-alertmanager") !== undefined,
  "postgres-exporter": () => findPostgresExporter() !== undefined,
  etcd: () => findProgram("etcd") !== undefined,
  "kube-apiserver": isBuilt("kube-apiserver"),
  "kube-controller-manager": isBuilt("kube-controller-manager"),
  "pulumi-resource-kubernetes": isBuilt("pulumi-resource-kubernetes"),
  kubectl: isBuilt("kubectl"),
  kubeconform: isBuilt("kubeconform"),
  "kube-score": isBuilt("kube-score"),
  // Fetched in a second where Go is.
  definitions: () => customResources.every(({ file }) => existsSync(file)) || findProgram("go") !== undefined,
} as const satisfies Record<string, () => boolean>;

/**
 * Something of the machine that a real server or the pod runner needs. `root` and `unshare` are Linux with root and
 * namespaces; the others are programs that `.ci/setup-debian.sh` installs.
 */
export type Requirement = keyof typeof PRESENT;

/** What the pod runner and the job scripts need. */
export const JOB_REQUIREMENTS = [
  "root",
  "unshare",
  "postgresql",
  "moto",
  "age",
  "zstd",
  "awscli",
  "jq",
  "boto3",
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
  const privilege = lacking.filter(isPrivilege);
  const programs = lacking.filter((need) => !isPrivilege(need));
  return [
    programs.length > 0 ? `${programs.join(", ")} missing: run .ci/setup-debian.sh` : "",
    privilege.length > 0 ? `needs Linux, root and namespaces (${privilege.join(", ")})` : "",
  ]
    .filter((part) => part !== "")
    .join("; ");
}
