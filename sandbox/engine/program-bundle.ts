import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Plugin } from "esbuild";
import { freshBundle } from "./bundle.cjs";

/**
 * One JavaScript file of a TypeScript program, made anew when a source is newer: each of hundreds of sources through a
 * TypeScript loader costs a program as much as the whole of its own work. Packages stay outside of it, and its source
 * map leads every position back to the sources.
 * @param entry the program's first source, an absolute path that ends in `.ts`
 * @param folder where bundles are kept; made when missing
 * @param lock lock file with the version of the bundler
 * @returns its path; undefined when the sources cannot be bundled, so that the program's own loader says what is wrong
 */
export async function programBundle(
  entry: string,
  folder: string,
  lock: string,
): Promise<string | undefined> {
  const bundle = join(folder, `program-${createHash("sha256").update(entry).digest("hex").slice(0, 16)}.cjs`);
  try {
    await freshBundle(
      bundle,
      {
        entryPoints: [entry],
        packages: "external",
        // Names of classes and functions are what error messages and stacks show.
        keepNames: true,
        sourcemap: "inline",
        sourcesContent: false,
        absWorkingDir: dirname(entry),
        logLevel: "silent",
        plugins: [ownFolder],
      },
      [lock],
    );
    return bundle;
  } catch {
    return undefined;
  }
}

/** Sources that read files beside themselves find them, wherever the bundle lies. */
const ownFolder: Plugin = {
  name: "own-folder",
  setup(build) {
    build.onLoad({ filter: /\.ts$/ }, ({ path }) => {
      const text = readFileSync(path, "utf8");
      if (!/\b__(dirname|filename)\b/.test(text)) return undefined;
      const own = `const __dirname = ${JSON.stringify(dirname(path))}, __filename = ${JSON.stringify(path)};`;
      // On the first line, so that every line keeps its number.
      return { contents: `${own} ${text}`, loader: "ts" };
    });
  },
};
