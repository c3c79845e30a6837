import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "vitest";
import { type Sandbox, type SandboxOptions, openSandbox } from "../../../sandbox/engine/sandbox";

/** Folder of a fixture program. */
export function fixture(name: string): string {
  return join(__dirname, "..", "fixtures", name);
}

/** A sandbox in a folder that goes when it is disposed of. */
export interface TemporarySandbox {
  readonly sandbox: Sandbox;
  readonly folder: string;
  dispose(): void;
}

/** How a command on the stack dev ended, and all that it printed. */
export interface Ended {
  readonly code: number;
  readonly output: string;
}

/** Runs the CLI on the stack dev. @throws AssertionError where it prints one of the secrets */
export async function runOnDev(
  { sandbox }: TemporarySandbox,
  secrets: readonly string[],
  ...args: readonly string[]
): Promise<Ended> {
  const { code, stdout, stderr } = await sandbox.run([...args, "--stack", "dev", "--non-interactive"]);
  const output = `${stdout}${stderr}`;
  for (const secret of secrets) expect(output).not.toContain(secret);
  return { code, output };
}

/** Opens a sandbox for one fixture program with a stack named dev. */
export async function openTemporary(name: string, options: SandboxOptions = {}): Promise<TemporarySandbox> {
  const folder = mkdtempSync(join(tmpdir(), "lifeboat-sandbox-"));
  const remove = (): void => {
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const sandbox = await openSandbox({
      source: fixture(name),
      folder,
      values: { dev: { secrets: () => ({}), overrides: {} } },
      tell: () => undefined,
      ...options,
    });
    return {
      sandbox,
      folder,
      dispose: () => {
        sandbox.close();
        remove();
      },
    };
  } catch (error) {
    remove();
    throw error;
  }
}
