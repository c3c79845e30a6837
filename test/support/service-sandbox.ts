import { openSandbox, type Sandbox, type SandboxOptions } from "../../sandbox/engine/sandbox";
import { sandboxValues } from "../../sandbox/engine/sandbox-values";

/** How a CLI run ended. */
export interface Told {
  readonly code: number;
  readonly stdout: string;
  /** Both of its outputs. */
  readonly all: string;
}

/** Opens a sandbox with the repository's program, whose stacks declare some services only. The caller closes it. */
export function openServiceSandbox(
  folder: string,
  services: readonly string[],
  options: Pick<SandboxOptions, "backends"> = {},
): Promise<Sandbox> {
  const values = Object.fromEntries(
    Object.entries(sandboxValues).map(([stack, value]) => [
      stack,
      { ...value, overrides: { ...value.overrides, "lifeboat:services": services } },
    ]),
  );
  return openSandbox({ ...options, folder, values, tell: () => undefined });
}

/** The same, with both stacks declared: the primary active, and the standby passive. */
export async function openBothStacks(...given: Parameters<typeof openServiceSandbox>): Promise<Sandbox> {
  const sandbox = await openServiceSandbox(...given);
  for (const stack of ["prod", "dr"]) await mustOn(sandbox, stack, "up", "--yes", "--skip-preview");
  return sandbox;
}

/** Runs the CLI on a stack, with nobody to answer a question. */
export async function pulumiOn(sandbox: Sandbox, stack: string, ...args: readonly string[]): Promise<Told> {
  const { code, stdout, stderr } = await sandbox.run([...args, "--stack", stack, "--non-interactive"]);
  return { code, stdout, all: `${stdout}${stderr}` };
}

/** {@link pulumiOn} that must succeed. @returns its standard output @throws with both of its outputs */
export async function mustOn(sandbox: Sandbox, stack: string, ...args: readonly string[]): Promise<string> {
  const { code, stdout, all } = await pulumiOn(sandbox, stack, ...args);
  if (code !== 0) throw new Error(`pulumi ${args.join(" ")} --stack ${stack}: exit code ${code}\n${all}`);
  return stdout;
}
