import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";

/** A difference of the sources as a file, and what the review must say of it. */
export interface PatchCase {
  /** First line of the file. */
  readonly title: string;
  /** Path of the file. */
  readonly file: string;
  /** Services of the stacks; the fewer, the sooner it is rendered. */
  readonly services: readonly string[];
  /** `<stack>/<rule>/<resource>`, sorted. */
  readonly flags: readonly string[];
  /** What the program itself refuses it with; undefined where it does not. */
  readonly error: string | undefined;
}

const DEFAULT_SERVICE = "jackpot-service";

const after = (heading: readonly string[], label: string): string | undefined =>
  heading.find((line) => line.startsWith(`${label}: `))?.slice(label.length + 2);

/**
 * The heading is what `git apply` passes over: a title, and below it `Service: <id>` where it is not the jackpot service,
 * `Error: <text>` where the program refuses, and `Flags:` with a flag a line.
 */
function read(file: string): PatchCase {
  const lines = readFileSync(file, "utf8").split("\n");
  const end = lines.findIndex((line) => line.startsWith("diff --git "));
  if (end < 1) throw new Error(`${file}: has no heading before its first "diff --git"`);
  const heading = lines.slice(0, end);
  const from = heading.indexOf("Flags:");
  const flags = from < 0 ? [] : heading.slice(from + 1).filter((line) => line !== "");
  return {
    title: heading[0] ?? basename(file),
    file,
    services: (after(heading, "Service") ?? DEFAULT_SERVICE).split(", "),
    flags: flags.map((line) => line.trim()),
    error: after(heading, "Error"),
  };
}

/** The patches of a folder beside this file, by name. */
export function patchCases(folder: string): readonly PatchCase[] {
  const path = join(__dirname, folder);
  const files = readdirSync(path)
    .filter((name) => name.endsWith(".patch"))
    .sort();
  return files.map((name) => read(join(path, name)));
}
