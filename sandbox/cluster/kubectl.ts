import { spawn } from "node:child_process";
import { programPath } from "../tools/program";

/**
 * Runs kubectl against a cluster.
 * @param env its environment. @default this process's, without proxies
 * @returns its stdout. @throws with its stderr
 */
export function kubectl(
  kubeconfig: string,
  args: readonly string[],
  stdin = "",
  env: NodeJS.ProcessEnv = withoutProxies(),
): Promise<string> {
  // Left behind, it would go on asking a cluster that is gone.
  const lifeline = ["--pdeathsig", "KILL", "--", programPath("kubectl")];
  const child = spawn("setpriv", [...lifeline, `--kubeconfig=${kubeconfig}`, ...args], {
    stdio: ["pipe", "pipe", "pipe"],
    env,
  });
  const output = { stdout: "", stderr: "" };
  for (const stream of ["stdout", "stderr"] as const)
    child[stream].setEncoding("utf8").on("data", (chunk: string) => {
      output[stream] += chunk;
    });
  // It may end before it has read everything.
  child.stdin.on("error", () => undefined);
  child.stdin.end(stdin);
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => {
      if (code === 0) resolve(output.stdout);
      else reject(new Error(`kubectl ${args.join(" ")}: ${output.stderr.trim()}`));
    });
  });
}

/** This process's environment without proxies: a cluster's addresses are on this machine alone. */
export function withoutProxies(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !/_proxy$/i.test(name)));
}
