// Starts an entry of the sandbox from a bundle of its TypeScript, made anew when a source is newer. Plain JavaScript,
// because loading each source through a TypeScript loader costs half a second at every command.
import { existsSync, readdirSync, renameSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const [entry, ...args] = process.argv.slice(2);
const sandbox = dirname(dirname(fileURLToPath(import.meta.url)));
const servers = args.indexOf("--servers");
if (entry === "main" && servers >= 0) {
  // What starts servers finds its files beside its sources, so it is loaded as it is; servers take longer than that.
  const main = join(sandbox, "live", "main.ts");
  process.argv = [process.argv[0], main, ...args.slice(0, servers), ...args.slice(servers + 1)];
  await import("tsx");
  await import(main);
} else await startBundle();

async function startBundle() {
  const bundle = join(dirname(sandbox), ".sandbox", "build", `${entry}.cjs`);

  const builtAt = existsSync(bundle) ? statSync(bundle).mtimeMs : 0;
  const sources = ["engine", "providers"].flatMap((folder) =>
    readdirSync(join(sandbox, folder), { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".ts"))
      .map((file) => join(sandbox, folder, file)),
  );
  const inputs = [...sources, join(dirname(sandbox), "package-lock.json")];
  if (inputs.some((file) => statSync(file).mtimeMs > builtAt)) {
    const partial = `${bundle}.${process.pid}`;
    const { build } = await import("esbuild");
    await build({
      entryPoints: [join(sandbox, "engine", `${entry}.ts`)],
      outfile: partial,
      bundle: true,
      platform: "node",
      target: "node20",
      format: "cjs",
      external: ["esbuild"],
      logLevel: "warning",
    });
    renameSync(partial, bundle);
  }
  process.argv = [process.argv[0], bundle, ...args];
  createRequire(import.meta.url)(bundle);
}
