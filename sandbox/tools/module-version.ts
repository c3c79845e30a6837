import path from "node:path";
import { readFileSync } from "node:fs";

/** Folder that the sandbox keeps programs and definitions in. */
export const SANDBOX_FOLDER = path.resolve(__dirname, "../../.sandbox");

/**
 * Version of a Go module that a go.mod pins, such as `v1.35.4`.
 * @param folder of the go.mod. @default this one
 * @throws when it pins none
 */
export function moduleVersion(module: string, folder = "."): string {
  const file = path.join(__dirname, folder, "go.mod");
  const found = readFileSync(file, "utf8").match(new RegExp(`^(?:require|\\s)\\s*${module} (v\\S+)`, "m"));
  if (found?.[1] === undefined) throw new Error(`${file} requires no version of ${module}`);
  return found[1];
}

/** Rows of a table beside this file, as words. */
export function tableRows(file: string): string[][] {
  return readFileSync(path.join(__dirname, file), "utf8")
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => line.trim().split(/\s+/));
}
