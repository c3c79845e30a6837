import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Sandbox } from "../engine/sandbox";
import type { StackReview } from "../../review";
import { stackReview } from "./events";

/** What a preview of one stack needs. */
export interface StackPreview {
  readonly stack: string;
  /** Arguments of the CLI that apply policies. */
  readonly policies: readonly string[];
  /** Folder for the engine's log of events, which is removed again. */
  readonly folder: string;
  readonly signal: AbortSignal;
}

/**
 * Previews a stack of a sandbox on the state that it has.
 * @throws Error with the CLI's words when the engine did not begin
 */
export async function previewStack(
  sandbox: Pick<Sandbox, "run">,
  { stack, policies, folder, signal }: StackPreview,
): Promise<StackReview> {
  const log = join(folder, `events.${stack}.json`);
  const options = ["--suppress-outputs", "--event-log", log, "--non-interactive"];
  const run = await sandbox.run(["preview", "--stack", stack, ...policies, ...options], {
    env: { PULUMI_DEBUG_COMMANDS: "true" },
    signal,
  });
  signal.throwIfAborted();
  if (!existsSync(log)) throw new Error(`preview of ${stack} did not begin: ${run.stderr || run.stdout}`);
  const found = stackReview(stack, log, run.code === 0);
  rmSync(log);
  return found;
}
