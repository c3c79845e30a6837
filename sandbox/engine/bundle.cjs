// One JavaScript file made of TypeScript, with what it was made of in its last line: whoever starts it tells by the sources'
// times of change whether it has to be made anew. Plain JavaScript, because the starter of every command asks before
// anything is bundled.
"use strict";
const { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } = require("node:fs");
const { dirname, join, relative, resolve } = require("node:path");

const RECORD = "// made of: ";

/**
 * @param bundle path of the file
 * @param options what the bundler is told beside how and for what: `entryPoints`, `absWorkingDir` and what differs
 * @param besides more files that it hangs on: for hundreds of files of packages the lock file that they change with
 */
exports.freshBundle = async (bundle, options, besides = []) => {
  if (isFresh(bundle)) return;
  const startedAt = Date.now();
  const { build } = await import("esbuild");
  const made = await build({
    ...options,
    outfile: bundle,
    write: false,
    bundle: true,
    platform: "node",
    target: "node20",
    format: "cjs",
    metafile: true,
  });
  const own = Object.keys(made.metafile.inputs).filter((input) => !input.includes("node_modules/"));
  const sources = [...own.map((input) => join(options.absWorkingDir, input)), ...besides];
  writeBundle(bundle, made.outputFiles[0].text, { startedAt, sources });
};

function writeBundle(bundle, text, { startedAt, sources }) {
  const folder = dirname(bundle);
  // Relative: what is copied with its repository goes by the copy's sources.
  const changedAt = Object.fromEntries(
    sources.map((file) => [relative(folder, file), statSync(file).mtimeMs]),
  );
  mkdirSync(folder, { recursive: true });
  const partial = `${bundle}.${process.pid}`;
  writeFileSync(partial, `${text}${RECORD}${JSON.stringify({ startedAt, changedAt })}\n`);
  renameSync(partial, bundle);
}

/** Whether the bundle exists and none of its sources has changed, come back older or gone since it was read. */
function isFresh(bundle) {
  const record = recordOf(bundle);
  if (record === undefined) return false;
  return Object.entries(record.changedAt).every(([file, changedAt]) => {
    const now = statSync(resolve(dirname(bundle), file), { throwIfNoEntry: false })?.mtimeMs;
    return now === changedAt && changedAt < record.startedAt;
  });
}

function recordOf(bundle) {
  try {
    // As bytes: of megabytes, the last line alone is text.
    const bytes = readFileSync(bundle);
    const at = bytes.lastIndexOf(RECORD);
    const record = at < 0 ? undefined : JSON.parse(bytes.toString("utf8", at + RECORD.length));
    return typeof record?.changedAt === "object" ? record : undefined;
  } catch {
    return undefined;
  }
}
