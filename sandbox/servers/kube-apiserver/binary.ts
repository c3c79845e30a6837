import path from "node:path";
import { readFileSync } from "node:fs";
import { spawn } from "node:child_process";
import { isExecutable } from "../find-program";

const REPOSITORY = path.resolve(__dirname, "../../..");
const MODULE = "k8s.io/kubernetes";

/** Version of Kubernetes that go.mod pins, such as `v1.35.4`. */
export function kubernetesVersion(): string {
  const text = readFileSync(path.join(__dirname, "go.mod"), "utf8");
  const version = new RegExp(`\\s${MODULE} (v[0-9.]+)\\b`, "m").exec(text)?.[1];
  if (version === undefined) throw new Error(`kube-apiserver: go.mod requires no version of ${MODULE}`);
  return version;
}

/** Where the built API server is kept, by version, whether it is there or not. */
export function kubeApiserverPath(): string {
  return path.join(REPOSITORY, ".sandbox/bin", `kube-apiserver-${kubernetesVersion()}`);
}

/** Where kubectl of the same version is kept, whether it is there or not. */
export function kubectlPath(): string {
  return path.join(REPOSITORY, ".sandbox/bin", `kubectl-${kubernetesVersion()}`);
}

/**
 * Path of the API server; builds it first when it is not there: about 3 minutes of two idle cores, 104 MB. Several
 * processes may ask at once: one builds, the others wait for it.
 * @throws when Go is missing or the build fails; its progress and errors are on stderr.
 */
export async function buildKubeApiserver(): Promise<string> {
  const binary = kubeApiserverPath();
  if (isExecutable(binary)) return binary;
  const code = await new Promise<number | null>((resolve, reject) => {
    const build = spawn(path.join(__dirname, "build.sh"), { stdio: ["ignore", "ignore", "inherit"] });
    build.once("error", reject);
    build.once("exit", resolve);
  });
  if (code !== 0) throw new Error(`kube-apiserver: build.sh ended with exit code ${code ?? "unknown"}`);
  return binary;
}
