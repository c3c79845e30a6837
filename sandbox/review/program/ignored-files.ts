import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { git } from "../base";

/** What nobody deploys: packages are linked apart, the others are caches. */
const LEFT_OUT = /(^|\/)(node_modules|\.[^/]+)(\/|$)/;

/** The script that package.json names as the program; of the base it must be the base's own. */
function mainOf(program: string): string {
  const file = join(program, "package.json");
  const read: unknown = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : {};
  const main: unknown = typeof read === "object" && read !== null ? Reflect.get(read, "main") : undefined;
  return join(program, typeof main === "string" ? main : ".");
}

/**
 * Files and folders that git ignores: what a build made of the program, and the program deploys. A folder with the program
 * itself in it is none of them.
 * @returns paths in the repository, without a slash at their end
 */
export function ignoredFiles(program: string, top: string): readonly string[] {
  const found =
    git(program, "ls-files", "--others", "--ignored", "--exclude-standard", "--directory", "--full-name") ??
    "";
  const main = mainOf(program);
  return found
    .split("\n")
    .map((path) => path.replace(/\/$/, ""))
    .filter((path) => path !== "" && !LEFT_OUT.test(path))
    .filter((path) => `${relative(join(top, path), main)}${sep}`.startsWith(`..${sep}`))
    .sort();
}

/** What tells one build of the files from another: their sizes and times. */
export const stampsOf = (paths: readonly string[], top: string): readonly string[] =>
  paths.flatMap((path) => {
    const at = join(top, path);
    const all = lstatSync(at).isDirectory()
      ? readdirSync(at, { recursive: true, encoding: "utf8" }).sort()
      : [""];
    return all.map((name) => {
      const { size, mtimeMs } = lstatSync(join(at, name));
      return `${join(path, name)} ${size} ${mtimeMs}`;
    });
  });

/** Gives an exported commit a file of the working tree that git ignores. */
export function linkIgnored(path: string, top: string, exported: string): void {
  const to = join(exported, path);
  if (existsSync(to) || lstatSync(to, { throwIfNoEntry: false }) !== undefined) return;
  mkdirSync(dirname(to), { recursive: true });
  symlinkSync(join(top, path), to);
}
