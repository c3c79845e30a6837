import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/** Where one sandbox keeps everything it writes. */
export interface SandboxPaths {
  /** The folder itself; removing it resets the sandbox. */
  readonly folder: string;
  /** PULUMI_HOME: plugins and the CLI's own settings. */
  readonly home: string;
  /** File backend with the stacks' state. */
  readonly state: string;
  /** Generated project: copies of the genuine project file and stack settings. */
  readonly project: string;
  /** File with the throw-away passphrase. */
  readonly passphrase: string;
  /** PULUMI_HOME for acquiring the CLI: it lies in `versions/<version>/bin/pulumi` below. */
  readonly cache: string;
}

/**
 * The paths of a sandbox.
 * @param cache folder that several sandboxes share for the CLI. @default LIFEBOAT_CACHE, else the sandbox's own home
 */
export function sandboxPaths(folder: string, cache?: string): SandboxPaths {
  const home = join(folder, "home");
  return {
    folder,
    home,
    state: join(folder, "state"),
    project: join(folder, "project"),
    passphrase: join(folder, "passphrase"),
    cache: cache ?? process.env["LIFEBOAT_CACHE"] ?? home,
  };
}

/**
 * Version of an npm package as installed for the files in a folder.
 * @throws Error when the package is not installed
 */
export function packageVersion(name: string, from: string): string {
  const file = packageFile(name, "package.json", from);
  const parsed: unknown = JSON.parse(readFileSync(file, "utf8"));
  if (
    typeof parsed === "object" &&
    parsed !== null &&
    "version" in parsed &&
    typeof parsed.version === "string"
  ) {
    return parsed.version;
  }
  throw new Error(`${file} names no version: run "npm ci" again.`);
}

/**
 * Path of a file in an npm package as installed for the files in a folder.
 * @throws Error when the package is not installed
 */
export function packageFile(name: string, file: string, from: string): string {
  try {
    return createRequire(join(from, "package.json")).resolve(`${name}/${file}`);
  } catch {
    throw new Error(`The npm package ${name} is not installed for ${from}: run "npm ci".`);
  }
}

/** The nearest folder upwards that has a package.json with Pulumi.yaml beside it: the root of the repository. */
export function repositoryRoot(from: string): string {
  let folder = from;
  while (!isRoot(folder)) {
    const parent = dirname(folder);
    if (parent === folder)
      throw new Error(`No Pulumi.yaml at or above ${from}: run this inside the repository.`);
    folder = parent;
  }
  return folder;
}

function isRoot(folder: string): boolean {
  try {
    readFileSync(join(folder, "Pulumi.yaml"));
    readFileSync(join(folder, "package-lock.json"));
    return true;
  } catch {
    return false;
  }
}
