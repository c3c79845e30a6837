import { join } from "node:path";
import { acquireCli, MissingCliError } from "../../sandbox/engine/cli";
import { repositoryRoot, sandboxPaths } from "../../sandbox/engine/paths";
import { buildImage, buildObstacle, unpackForProcesses } from "../../sandbox/images/build";
import { toStandardError } from "../../sandbox/engine/sandbox";

/**
 * Gets the CLI and the images before the first test: a build from an empty cache takes longer than any test may. Where there
 * is no way to get one, the tests that need it say so themselves.
 */
export async function setup(): Promise<void> {
  const root = repositoryRoot(__dirname);
  const { cache } = sandboxPaths(join(root, ".sandbox"));
  try {
    await acquireCli(root, cache, toStandardError);
  } catch (error) {
    if (!(error instanceof MissingCliError)) throw error;
    toStandardError(error.message);
  }
  if (buildObstacle() !== undefined) return;
  await unpackForProcesses(toStandardError);
  for (const name of ["pause", "application"] as const) await buildImage(name, toStandardError);
}
