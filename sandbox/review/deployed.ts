import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { StackReview } from "../../review";
import { policyPackArgs } from "../engine/policy-pack";
import { runCli } from "../engine/run-cli";
import type { Previews } from "./head";
import type { PreviewOptions } from "./preview-options";
import { previewStack } from "./stack-preview";

/** The user's own CLI, as it is found on PATH. */
const PULUMI = "pulumi";

/** A CLI that is not there, with what gets it. */
const notFound = (error: unknown): never => {
  if (error instanceof Error && "code" in error && error.code === "ENOENT")
    throw new Error(
      `${PULUMI}: not found on PATH. Remedy: install it (https://www.pulumi.com/docs/install/), or compare with a commit, which needs none: --base <git ref>.`,
    );
  throw error;
};

/**
 * Previews the working tree on what the user's stacks have deployed, by their own CLI, backend and accounts. Nothing is changed
 * there; what a secret holds the engine itself leaves out.
 * @throws Error without a CLI, or with its words when it did not begin
 */
export async function previewDeployed(options: PreviewOptions): Promise<Previews> {
  const { root, stacks, policyConfig, tell, signal } = options;
  const policies = await policyPackArgs(root, policyConfig);
  const folder = mkdtempSync(join(options.folder, `run-${process.pid}-`));
  const cli: Parameters<typeof previewStack>[0] = {
    run: (args, run = {}) =>
      runCli(PULUMI, args, {
        cwd: root,
        env: { ...process.env, ...run.env },
        ...(run.signal === undefined ? {} : { signal: run.signal }),
      }).catch(notFound),
  };
  try {
    const found: StackReview[] = [];
    for (const stack of stacks) {
      tell(`previewing ${stack} on what is deployed`);
      found.push(await previewStack(cli, { stack, policies, folder, signal }));
    }
    return { stacks: found, secrets: [] };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
