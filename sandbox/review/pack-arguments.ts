import { policyPackArgs } from "../engine/policy-pack";

/**
 * Arguments that make the engine apply the repository's policies, as they are configured.
 * @param config file of `--policy-pack-config`, absolute; undefined where the pack's defaults are wanted
 */
export async function packArguments(root: string, config: string | undefined): Promise<readonly string[]> {
  const pack = await policyPackArgs(root);
  return pack.length === 0 || config === undefined ? pack : [...pack, "--policy-pack-config", config];
}
