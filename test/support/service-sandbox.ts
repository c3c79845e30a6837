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

/** Runs the CLI on a stack, with nobody to answer a question. */
export async function pulumiOn(sandbox: Sandbox, stack: string, ...args: readonly string[]): Promise<Told> {
  const { code, stdout, stderr } = await sandbox.run([...args, "--stack", stack, "--non-interactive"]);
  return { code, stdout, all: `${stdout}${stderr}` };
}
