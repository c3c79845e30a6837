import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";

/** The base cannot be reviewed against; the message says why, and what to do. */
export class BaseError extends Error {}

/** Longest archive of a commit, in bytes. */
const LONGEST_ARCHIVE = 1024 ** 3;

/** What git answers in a folder; undefined where it refuses. */
export function git(root: string, ...args: readonly string[]): string | undefined {
  const { status, stdout } = spawnSync("git", ["-C", root, ...args], { encoding: "utf8" });
  return status === 0 ? stdout.trim() : undefined;
}

/** Refs are typed by people, and may name what is only on the server. */
function problemOf(root: string, ref: string, what: string): BaseError {
  const isShallow = git(root, "rev-parse", "--is-shallow-repository") === "true";
  const remedy = isShallow
    ? "this clone is shallow: run `git fetch --unshallow` and `git fetch origin`, and in GitHub Actions give actions/checkout `fetch-depth: 0`"
    : "run `git fetch origin`, and name a branch as `origin/<branch>`";
  return new BaseError(`--base ${ref}: ${what}. Remedy: ${remedy}.`);
}

/**
 * The commit that a change began from: the newest one that both the ref and HEAD come from, because what others have merged
 * since then is no change of this one.
 * @param root folder of the repository
 * @throws BaseError
 */
export function baseCommit(root: string, ref: string): string {
  if (git(root, "rev-parse", "--git-dir") === undefined)
    throw new BaseError(
      `--base ${ref}: ${root} is no clone of a git repository. Remedy: run this in a clone.`,
    );
  const commit = git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", `${ref}^{commit}`);
  if (commit === undefined) throw problemOf(root, ref, "no such commit here");
  const common = git(root, "merge-base", commit, "HEAD");
  if (common === undefined) throw problemOf(root, ref, "has no commit in common with HEAD here");
  return common;
}

/** The head as the report names it: HEAD, and whether the working tree has more. */
export function headName(root: string): string {
  const commit = git(root, "rev-parse", "--short", "HEAD") ?? "unknown";
  return git(root, "status", "--porcelain") === "" ? commit : `${commit} with uncommitted changes`;
}

/**
 * Writes the files of a commit into a new folder.
 * @throws BaseError when git or tar cannot
 */
export function exportFiles(root: string, commit: string, folder: string): void {
  const archive = spawnSync("git", ["-C", root, "archive", "--format=tar", commit], {
    maxBuffer: LONGEST_ARCHIVE,
  });
  mkdirSync(folder, { recursive: true });
  const unpacked = spawnSync("tar", ["-x", "-C", folder], { input: archive.stdout });
  if (archive.status !== 0 || unpacked.status !== 0)
    throw new BaseError(
      `commit ${commit}: cannot be exported: ${archive.stderr.toString("utf8")}${unpacked.stderr.toString("utf8")}. ` +
        "Remedy: run `git fsck`; a partial clone needs its server.",
    );
}

/** The same, with the packages of the repository. @throws BaseError when git or tar cannot */
export function exportCommit(root: string, commit: string, folder: string): void {
  exportFiles(root, commit, folder);
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
}

const LOCKS = ["package-lock.json", "pnpm-lock.yaml", "yarn.lock"];

/** Whether two folders have the same packages, as far as their lock files say. */
export function samePackages(one: string, other: string): boolean {
  const lock = (folder: string): string => {
    const files = LOCKS.map((name) => join(folder, name)).filter((file) => existsSync(file));
    return files.map((file) => readFileSync(file, "utf8")).join("\n");
  };
  return lock(one) === lock(other);
}
