import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { namespaceName } from "../../infra/naming";
import { withLock } from "../engine/build-lock";
import { repositoryRoot } from "../engine/paths";
import { callersFolder, withCallersPaths } from "../engine/pulumi-arguments";
import { runCommand } from "../engine/run-command";
import { openSandbox, toStandardError } from "../engine/sandbox";
import { holdingSignals } from "../servers/at-exit";
import { openLiveCluster } from "./cluster";

/**
 * `npm run sandbox -- --servers <any pulumi arguments>`: the real CLI and the genuine Kubernetes provider on a real API
 * server and its controllers. Stacks and what the server holds are kept in a folder of their own from one command to the next.
 */
async function main(args: readonly string[]): Promise<number> {
  const folder = join(repositoryRoot(__dirname), ".sandbox", "servers");
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const waiting = (owner: number): void => {
    toStandardError(`waiting for process ${owner}, which has the servers of ${folder}`);
  };
  return withLock(join(folder, "lock"), waiting, async () => {
    // Alertmanager's, which belong to whoever runs it.
    const namespaces = [namespaceName("monitoring", "primary"), namespaceName("monitoring", "standby")];
    const cluster = await openLiveCluster({ folder, namespaces });
    try {
      const sandbox = await openSandbox({ folder, genuine: cluster.genuine });
      try {
        toStandardError(`kubernetes: ${cluster.api.url}, kept in ${folder}; no node: no pod runs`);
        return (
          await holdingSignals(() => sandbox.run(withCallersPaths(args, callersFolder()), { inherit: true }))
        ).code;
      } finally {
        sandbox.close();
      }
    } finally {
      await cluster.close();
    }
  });
}

runCommand(main);
