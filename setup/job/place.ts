import { join } from "node:path";
import { namespaceName } from "../../infra/naming";
import { contextVariable } from "../../infra/runbook/command";
import type { Stack } from "../answers";
import { StackFile } from "../stack-file";
import type { Offering } from "./catalog";
import { JobError } from "./job-error";

/** Where a stack's jobs of a service are. */
export interface JobPlace {
  /** Context of the stack's cluster. */
  readonly context: string;
  readonly namespace: string;
}

/**
 * Where the jobs of a service are on a stack: in the cluster of `kubernetes:context`, or of the variable that the runbook's
 * pages export, for a stack that sets `kubernetes:kubeconfig`.
 * @param root folder of the stacks' files
 * @throws JobError with exit code 6 without a context: kubectl would take the one that was used last
 */
export function placeOf(root: string, stack: Stack, { namespace }: Offering, env = process.env): JobPlace {
  const file = StackFile.read(join(root, `Pulumi.${stack}.yaml`));
  const variable = contextVariable(stack);
  const named = file.get("kubernetes:context");
  const context = typeof named === "string" && named !== "" ? named : env[variable];
  if (context === undefined || context === "")
    throw new JobError(
      `kubernetes:context of stack ${stack}: is not set, must name the context of its cluster: pulumi config set kubernetes:context <context> --stack ${stack} (with kubernetes:kubeconfig: export ${variable}=<context in that file> and KUBECONFIG=<the file>). Nothing was created`,
      6,
    );
  const role = file.get("lifeboat:role") === "standby" ? "standby" : "primary";
  return { context, namespace: namespaceName(namespace, role) };
}
