// Starts an entry of the sandbox from a bundle of its TypeScript, made anew when one of them changed. Plain JavaScript,
// because loading each source through a TypeScript loader costs half a second at every command.
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { isFresh, writeBundle } from "./bundle-record.cjs";

const [entry, ...args] = process.argv.slice(2);
const starter = fileURLToPath(import.meta.url);
const sandbox = dirname(dirname(starter));
const servers = args.indexOf("--servers");
if (entry === "main" && servers >= 0) {
  // What starts servers finds its files beside its sources, so it is loaded as it is; servers take longer than that.
  const main = join(sandbox, "live", "main.ts");
  process.argv = [process.argv[0], main, ...args.slice(0, servers), ...args.slice(servers + 1)];
  await import("tsx");
  await import(main);
} else await startBundle();

async function startBundle() {
  const root = dirname(sandbox);
  const bundle = join(root, ".sandbox", "build", `${entry}.cjs`);
  if (!isFresh(bundle)) await makeBundle(root, bundle);
  process.argv = [process.argv[0], bundle, ...args];
  createRequire(import.meta.url)(bundle);
}

async function makeBundle(root, bundle) {
  const startedAt = Date.now();
  const { build } = await import("esbuild");
  const made = await build({
    entryPoints: [join(sandbox, "engine", `${entry}.ts`)],
    outfile: bundle,
    write: false,
    bundle: true,
    platform: "node",
    target: "node20",
    format: "cjs",
    external: ["esbuild"],
    metafile: true,
    absWorkingDir: root,
    logLevel: "warning",
  });
  // For the hundreds of files of packages, which change with the lock file, that one is asked.
  const own = Object.keys(made.metafile.inputs).filter((input) => !input.includes("node_modules/"));
  const sources = [...own.map((input) => join(root, input)), join(root, "package-lock.json"), starter];
  writeBundle(bundle, made.outputFiles[0].text, startedAt, sources);
}
