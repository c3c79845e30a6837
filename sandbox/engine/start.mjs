// Starts an entry of the sandbox from a bundle of its TypeScript, made anew when one of them changed. Plain JavaScript,
// because loading each source through a TypeScript loader costs half a second at every command.
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { freshBundle } from "./bundle.cjs";

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
  await freshBundle(
    bundle,
    {
      entryPoints: [join(sandbox, "engine", `${entry}.ts`)],
      external: ["esbuild"],
      absWorkingDir: root,
      logLevel: "warning",
    },
    [join(root, "package-lock.json"), starter],
  );
  process.argv = [process.argv[0], bundle, ...args];
  createRequire(import.meta.url)(bundle);
}
