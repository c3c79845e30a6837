import path from "node:path";
import { spawn } from "node:child_process";
import { isExecutable } from "../servers/find-program";
import { moduleVersion, SANDBOX_FOLDER, tableRows } from "./module-version";

/** A Go program of the sandbox: a row of programs.txt. */
export type Program =
  | "coredns"
  | "kube-apiserver"
  | "kube-controller-manager"
  | "kube-proxy"
  | "kube-score"
  | "kube-scheduler"
  | "kubeconform"
  | "kubectl"
  | "kubelet"
  | "metrics-server"
  | "pulumi"
  | "pulumi-resource-kubernetes";

/** Version of the module that a program is built from, such as `v1.35.4`. */
export function programVersion(program: Program): string {
  const row = tableRows("programs.txt").find(([name]) => name === program);
  if (row?.[2] === undefined) throw new Error(`sandbox/tools/programs.txt: no row for ${program}`);
  return moduleVersion(row[2], row[3]);
}

/** Where a built program is kept, whether it is there or not. */
export function programPath(program: Program): string {
  return path.join(SANDBOX_FOLDER, "bin", `${program}-${programVersion(program)}`);
}

/**
 * Paths of programs, in the order asked; builds those that are not there. Several processes may ask at once: one builds,
 * the others wait for it.
 * @throws when Go is missing or too old, or a build fails; its progress and errors are on stderr.
 */
export async function builtPrograms(...programs: readonly Program[]): Promise<string[]> {
  const lacking = programs.filter((program) => !isExecutable(programPath(program)));
  if (lacking.length > 0) await runBuild(lacking);
  return programs.map(programPath);
}

async function runBuild(what: readonly Program[]): Promise<void> {
  const code = await new Promise<number | null>((resolve, reject) => {
    const script = path.join(__dirname, "build.sh");
    const build = spawn(script, what, { stdio: ["ignore", "ignore", "inherit"] });
    build.once("error", reject);
    build.once("exit", resolve);
  });
  if (code !== 0)
    throw new Error(
      `sandbox/tools/build.sh ${what.join(" ")} ended with exit code ${code ?? "unknown"}; its output is above`,
    );
}
