import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
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
