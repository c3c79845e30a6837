import { accessSync, constants, statSync } from "node:fs";
import { join } from "node:path";
import { withLock } from "./build-lock";
import { buildCli, goVersion, isGoRecent, minimumGo } from "./cli-build";
import { downloadCli } from "./cli-download";
import { packageFile, packageVersion } from "./paths";

/** A Pulumi CLI that can be run. */
export interface Cli {
  readonly path: string;
  readonly version: string;
  /** Where it came from in this run. */
  readonly origin: "cache" | "download" | "build";
}

/** No CLI could be had; the message names every way that was tried and what would make it work. */
export class MissingCliError extends Error {}

/**
 * Finds the CLI, or gets it: cache, then the npm package's own download, then a build of its Go module.
 * @param root repository with the `pulumi` npm package, whose version is the CLI's, and the Go module
 * @param cache folder that keeps it, as `versions/<version>/bin/pulumi`
 * @param tell takes a line about what takes time
 * @throws MissingCliError when there is neither internet nor Go
 */
export async function acquireCli(root: string, cache: string, tell: (line: string) => void): Promise<Cli> {
  const version = packageVersion("pulumi", root);
  const target = join(cache, "versions", version);
  const path = join(target, "bin", "pulumi");
  if (isProgram(path)) return { path, version, origin: "cache" };
  return withLock(
    join(cache, "versions", `.${version}.lock`),
    (owner) => {
      tell(`waiting for process ${owner}, which is getting the Pulumi CLI`);
    },
    async (): Promise<Cli> => {
      if (isProgram(path)) return { path, version, origin: "cache" };
      tell(`the Pulumi CLI ${version} is not in the cache: downloading it`);
      const download = await downloadCli(packageFile("pulumi", "run.js", root), version, target);
      if (download === undefined) return { path, version, origin: "download" };
      const build = await tryBuild(root, version, target, download, tell);
      if (build === undefined) return { path, version, origin: "build" };
      throw new MissingCliError(
        `The Pulumi CLI ${version} is needed and could not be had. Download: ${download}. Build: ${build}. ` +
          `Remedy: connect to the internet, or install Go ${minimumGo} or newer (https://go.dev/dl), and run this again.`,
      );
    },
  );
}

async function tryBuild(
  root: string,
  version: string,
  target: string,
  download: string,
  tell: (line: string) => void,
): Promise<string | undefined> {
  const go = await goVersion();
  if (go === undefined) return "there is no go on the PATH";
  if (!isGoRecent(go)) return `go is ${go}, older than ${minimumGo}`;
  tell(`no download (${download}): building it with Go ${go}; the first time this takes about 4 minutes`);
  return buildCli(join(root, "sandbox", "engine", "cli"), version, target, tell);
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).size > 0;
  } catch {
    return false;
  }
}
