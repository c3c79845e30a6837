import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { namespaceName } from "../../infra/naming";
import { Cluster, ClusterError, needRoot } from "../cluster/cluster";
import { prepareForStacks } from "../cluster/prepare";
import { ArgumentsError } from "../engine/command-line";
import { repositoryRoot } from "../engine/paths";
import type { SandboxOptions } from "../engine/sandbox";
import { toStandardError } from "../engine/sandbox";
import { onContext, sandboxValues } from "../engine/sandbox-values";
import { builtPrograms } from "../tools/program";

/** Names the cluster that a sandbox's Kubernetes is. */
const OPTION = "--cluster";

/** Arguments for the CLI, and the cluster that they were given with. */
export interface ClusterArguments {
  /** Name of the cluster; undefined where none is named. */
  readonly cluster: string | undefined;
  readonly rest: readonly string[];
}

/** Takes `--cluster NAME` out of the CLI's arguments. @throws ArgumentsError where it has no name */
export function clusterArguments(args: readonly string[]): ClusterArguments {
  const at = args.findIndex((argument) => argument === OPTION || argument.startsWith(`${OPTION}=`));
  if (at < 0) return { cluster: undefined, rest: args };
  const inline = args[at]?.split("=")[1];
  const cluster = inline ?? args[at + 1];
  if (cluster === undefined || cluster === "" || cluster.startsWith("-"))
    throw new ArgumentsError(
      `${OPTION}: has no value; npm run cluster -- status names the clusters that there are`,
    );
  return {
    cluster,
    rest: args.filter((_, index) => index !== at && (inline !== undefined || index !== at + 1)),
  };
}

/**
 * A sandbox whose Kubernetes is a running cluster, by the genuine provider. Its stacks are kept apart from the plain
 * sandbox's, whose state knows objects that no cluster has.
 * @throws ClusterError when the cluster does not run
 */
export async function onCluster(name: string): Promise<SandboxOptions> {
  needRoot();
  const cluster = Cluster.find(name);
  if (cluster?.isRunning() !== true)
    throw new ClusterError(
      `cluster ${name}: is not running; start it with npm run cluster -- up --name ${name}`,
    );
  const folder = join(repositoryRoot(__dirname), ".sandbox", "on-clusters");
  const prepared = join(cluster.folder, "prepared");
  if (!existsSync(prepared)) {
    // Alertmanager's namespaces, which belong to its operator.
    const others = [namespaceName("monitoring", "primary"), namespaceName("monitoring", "standby")];
    await prepareForStacks(cluster, others, toStandardError);
    writeFileSync(prepared, "");
    if (existsSync(folder))
      toStandardError(
        `cluster ${name} is new, but the stacks' state may describe an earlier one: run refresh before up`,
      );
  }
  const [binary = ""] = await builtPrograms("pulumi-resource-kubernetes");
  return {
    folder,
    values: onContext(sandboxValues, cluster.context),
    genuine: { kubernetes: { binary, kubeconfig: cluster.kubeconfig } },
  };
}
