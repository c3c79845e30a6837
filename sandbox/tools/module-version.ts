import path from "node:path";
import { readFileSync } from "node:fs";

/** Folder that the sandbox keeps programs and definitions in. */
export const SANDBOX_FOLDER = path.resolve(__dirname, "../../.sandbox");

/** Version of a Go module that go.mod pins, such as `v1.35.4`. @throws when it pins none */
export function moduleVersion(module: string): string {
  const text = readFileSync(path.join(__dirname, "go.mod"), "utf8");
  const line = text.split("\n").find((each) => each.trim().startsWith(`${module} v`));
  const version = line?.trim().split(/\s+/)[1];
  if (version === undefined) throw new Error(`sandbox/tools/go.mod requires no version of ${module}`);
  return version;
}

/** Rows of a table beside this file, as words. */
export function tableRows(file: string): string[][] {
  return readFileSync(path.join(__dirname, file), "utf8")
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => line.trim().split(/\s+/));
}
