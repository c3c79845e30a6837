import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import type { Plugin } from "esbuild";

/** Last line of a bundle: what it was made of, and when. */
const RECORD = "// made of: ";

/** What a bundle was made of. */
interface BundleRecord {
  /** Epoch milliseconds at which the sources began to be read. */
  readonly startedAt: number;
  /** Time of the last change, in epoch milliseconds, of each source and of the lock file, by path. */
  readonly changedAt: Readonly<Record<string, number>>;
}

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
  if (isFresh(bundle)) return bundle;
  const startedAt = Date.now();
  const { build } = await import("esbuild");
  try {
    const made = await build({
      entryPoints: [entry],
      outfile: bundle,
      write: false,
      bundle: true,
      platform: "node",
      target: "node20",
      format: "cjs",
      packages: "external",
      // Names of classes and functions are what error messages and stacks show.
      keepNames: true,
      sourcemap: "inline",
      sourcesContent: false,
      metafile: true,
      absWorkingDir: dirname(entry),
      logLevel: "silent",
      plugins: [ownFolder],
    });
    const sources = Object.keys(made.metafile.inputs).map((input) => resolve(dirname(entry), input));
    const changedAt = Object.fromEntries([...sources, lock].map((file) => [file, statSync(file).mtimeMs]));
    const record: BundleRecord = { startedAt, changedAt };
    mkdirSync(folder, { recursive: true });
    const partial = `${bundle}.${process.pid}`;
    writeFileSync(partial, `${made.outputFiles[0]?.text ?? ""}${RECORD}${JSON.stringify(record)}\n`);
    renameSync(partial, bundle);
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

/** Whether no source has changed since it was read. */
function isFresh(bundle: string): boolean {
  const record = recordOf(bundle);
  if (record === undefined) return false;
  return Object.entries(record.changedAt).every(([file, changedAt]) => {
    const now = existsSync(file) ? statSync(file).mtimeMs : undefined;
    return now === changedAt && changedAt < record.startedAt;
  });
}

function recordOf(bundle: string): BundleRecord | undefined {
  if (!existsSync(bundle)) return undefined;
  const text = readFileSync(bundle, "utf8");
  const at = text.lastIndexOf(RECORD);
  if (at < 0) return undefined;
  const record: unknown = JSON.parse(text.slice(at + RECORD.length));
  return isRecord(record) ? record : undefined;
}

function isRecord(value: unknown): value is BundleRecord {
  return typeof value === "object" && value !== null && "startedAt" in value && "changedAt" in value;
}
