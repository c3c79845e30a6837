import { existsSync } from "node:fs";
import { join } from "node:path";
import { freshBundle } from "./bundle.cjs";

/**
 * Arguments that make the engine apply the repository's policies; none while there is no policy pack.
 * Bundles the pack's TypeScript when a source has changed, because the pack's runner would type-check all of it at every
 * run.
 * @throws Error when the pack cannot be bundled
 */
export async function policyPackArgs(root: string): Promise<string[]> {
  const pack = join(root, "policies");
  if (!existsSync(join(pack, "PulumiPolicy.yaml"))) return [];
  await freshBundle(join(pack, "bin", "index.js"), {
    entryPoints: [join(pack, "index.ts")],
    packages: "external",
    sourcemap: "inline",
    sourcesContent: false,
    absWorkingDir: pack,
  });
  return ["--policy-pack", pack];
}
