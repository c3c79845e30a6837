import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";

/**
 * Arguments that make the engine apply the repository's policies; none while there is no policy pack.
 * Bundles the pack's TypeScript when a source is newer than the bundle, because the pack's runner would type-check
 * all of it at every run.
 * @throws Error when the pack cannot be bundled
 */
export async function policyPackArgs(root: string): Promise<string[]> {
  const pack = join(root, "policies");
  if (!existsSync(join(pack, "PulumiPolicy.yaml"))) return [];
  const bundle = join(pack, "bin", "index.js");
  if (isStale(bundle, pack)) {
    const { build } = await import("esbuild");
    await build({
      entryPoints: [join(pack, "index.ts")],
      outfile: bundle,
      bundle: true,
      platform: "node",
      target: "node20",
      format: "cjs",
      packages: "external",
      sourcemap: true,
    });
  }
  return ["--policy-pack", pack];
}

function isStale(bundle: string, pack: string): boolean {
  if (!existsSync(bundle)) return true;
  const built = statSync(bundle).mtimeMs;
  return readdirSync(pack, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts") && !file.startsWith("node_modules") && !file.startsWith("bin"))
    .some((file) => statSync(join(pack, file)).mtimeMs > built);
}
