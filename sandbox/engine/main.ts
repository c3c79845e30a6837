import { clusterArguments, onCluster } from "../live/on-cluster";
import { callersFolder, withCallersPaths } from "./pulumi-arguments";
import { runCommand } from "./run-command";
import { openSandbox } from "./sandbox";

/**
 * `npm run sandbox -- [--cluster NAME] <any pulumi arguments>`: the real CLI in the repository's own sandbox, whose
 * Kubernetes is a cluster of `npm run cluster` where one is named, and a stand-in where none is.
 */
async function main(args: readonly string[]): Promise<number> {
  const { cluster, rest } = clusterArguments(args);
  const sandbox = await openSandbox(cluster === undefined ? {} : await onCluster(cluster));
  try {
    const { code } = await sandbox.run(withCallersPaths(rest, callersFolder()), { inherit: true });
    return code;
  } finally {
    sandbox.close();
  }
}

runCommand(main);
