import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { RENDERED_FOLDERS } from "./rendered-files";

/** File in the output folder that says whose it is. */
export const MARKER = ".lifeboat-render";
const MARK = `lifeboat render\nEvery "npm run render" into this folder replaces ${RENDERED_FOLDERS.join(", ")} whole.\n`;
/** By its first line a later version knows what this one wrote. */
const OWNER = MARK.slice(0, MARK.indexOf("\n") + 1);
/** Names of what is in the way that an error shows. */
const SHOWN = 3;

/**
 * Why a render may not write into a folder: a render removes whole folders, which must not be kept by hand.
 * @returns the state and the remedy; undefined for a folder that is missing, empty, or that a render has written before
 */
export function refusal(folder: string): string | undefined {
  const remedy = "name a folder that is new, empty, or written by an earlier render";
  const names = namesIn(folder);
  if (names === undefined) return `is no folder; ${remedy}`;
  if (names.length === 0 || isMarked(folder)) return undefined;
  const shown = names.slice(0, SHOWN).join(", ") + (names.length > SHOWN ? ", …" : "");
  return `holds what no render wrote (${shown}); ${remedy}`;
}

/**
 * Makes a folder and those above it, one by one: Node.js's own way through all of them never ends on a file system that
 * makes none, such as /proc.
 * @returns why it cannot be made; undefined when it is there
 */
export function makeFolder(folder: string): string | undefined {
  const missing: string[] = [];
  for (let each = folder; !existsSync(each) && each !== dirname(each); each = dirname(each))
    missing.unshift(each);
  try {
    for (const each of missing) mkdirSync(each);
    return undefined;
  } catch (error) {
    return `cannot be made (${error instanceof Error ? error.message : String(error)}); name a folder that can be written to`;
  }
}

/** Marks a folder as a render's, and removes what the last render wrote there. */
export function takeOver(folder: string): void {
  // First: what is cut short after it can be rendered again.
  writeFileSync(join(folder, MARKER), MARK);
  for (const part of RENDERED_FOLDERS) rmSync(join(folder, part), { recursive: true, force: true });
}

/** What a folder holds, none where it is missing; undefined for something else than a folder. */
function namesIn(folder: string): readonly string[] | undefined {
  try {
    return readdirSync(folder).sort();
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "ENOENT") return [];
    if (code === "ENOTDIR") return undefined;
    throw error;
  }
}

function isMarked(folder: string): boolean {
  try {
    return readFileSync(join(folder, MARKER), "utf8").startsWith(OWNER);
  } catch {
    return false;
  }
}
