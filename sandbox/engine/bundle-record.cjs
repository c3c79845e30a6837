// What a bundle was made of, kept in its last line: whoever starts it tells by the sources' times of change whether it
// has to be made anew. Plain JavaScript, because the starter of every command asks before anything is bundled.
"use strict";
const { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } = require("node:fs");
const { dirname, relative, resolve } = require("node:path");

const RECORD = "// made of: ";

/**
 * @param bundle path of the file
 * @param text its JavaScript
 * @param startedAt epoch milliseconds at which the sources began to be read
 * @param sources files that it was made of
 */
exports.writeBundle = (bundle, text, startedAt, sources) => {
  const folder = dirname(bundle);
  // Relative: what is copied with its repository goes by the copy's sources.
  const changedAt = Object.fromEntries(
    sources.map((file) => [relative(folder, file), statSync(file).mtimeMs]),
  );
  mkdirSync(folder, { recursive: true });
  const partial = `${bundle}.${process.pid}`;
  writeFileSync(partial, `${text}${RECORD}${JSON.stringify({ startedAt, changedAt })}\n`);
  renameSync(partial, bundle);
};

/** @param bundle path of the file. @returns whether it exists and no source has changed since it was read */
exports.isFresh = (bundle) => {
  const record = recordOf(bundle);
  if (record === undefined) return false;
  return Object.entries(record.changedAt).every(([file, changedAt]) => {
    const now = statSync(resolve(dirname(bundle), file), { throwIfNoEntry: false })?.mtimeMs;
    return now === changedAt && changedAt < record.startedAt;
  });
};

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
