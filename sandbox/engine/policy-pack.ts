import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";

/** File of the settings that the repository's own stacks have the pack with. */
export const packSettings = (root: string): string => join(root, "policies", "recovery.json");

/**
 * Arguments that make the engine apply the repository's policies, with both profiles; none while there is no policy pack. Builds the pack as
 * its own `npm run build` does; a pack that is built already and has not changed stays as it is.
 * @param config file of `--policy-pack-config`, absolute, in place of the pack's own @default {@link packSettings}
 * @throws Error when the pack cannot be built
 */
export async function policyPackArgs(root: string, config?: string): Promise<string[]> {
  const pack = join(root, "policies");
  if (!existsSync(join(pack, "PulumiPolicy.yaml"))) return [];
  const bundle = join(pack, "bin", "index.js");
  const { outputFiles } = await build({
    entryPoints: [join(pack, "index.ts")],
    outfile: bundle,
    write: false,
    bundle: true,
    platform: "node",
    target: "node22",
    format: "cjs",
    external: ["@pulumi/*"],
    sourcemap: "inline",
    sourcesContent: false,
    absWorkingDir: pack,
  });
  const text = outputFiles[0]?.text ?? "";
  if (!existsSync(bundle) || readFileSync(bundle, "utf8") !== text) {
    mkdirSync(join(pack, "bin"), { recursive: true });
    // In one step: another command's engine may be reading it.
    writeFileSync(`${bundle}.${process.pid}`, text);
    renameSync(`${bundle}.${process.pid}`, bundle);
  }
  const own = packSettings(root);
  const settings = config ?? (existsSync(own) ? own : undefined);
  return ["--policy-pack", pack, ...(settings === undefined ? [] : ["--policy-pack-config", settings])];
}
