import path from "node:path";
import { accessSync, constants, statSync } from "node:fs";

/** True when the path is a file that this process may run. */
export function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

/**
 * Path of the first program of that name in a colon-separated search path; undefined when there is none.
 * @param searchPath directories to look in. @default PATH of this process
 */
export function findProgram(name: string, searchPath = process.env["PATH"] ?? ""): string | undefined {
  return searchPath
    .split(":")
    .filter((directory) => directory !== "")
    .map((directory) => path.join(directory, name))
    .find(isExecutable);
}
