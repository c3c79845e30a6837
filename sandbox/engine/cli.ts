import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { findProgram, isExecutable } from "../servers/find-program";
import { withLock } from "./build-lock";
import { scrubbed } from "./environment";
import { packageVersion } from "./paths";
import { signalGroup } from "./process-group";

/** A Pulumi CLI that can be run. */
export interface Cli {
  readonly path: string;
  /** The version of `@pulumi/pulumi`, which it must have: `3.276.0`. */
  readonly version: string;
  /** Where it came from in this run. */
  readonly origin: "cache" | "PATH" | "download" | "build";
  /** Whether the genuine Node.js language host lies beside it, as in every release; a build has none. */
  readonly hasLanguageHost: boolean;
}

/** No CLI could be had; the message names every way that was tried and what would make it work. */
export class MissingCliError extends Error {}

/** Longest whole download, in milliseconds. */
const DOWNLOAD_MS = 15 * 60_000;
/** Characters from the end of a failed attempt's output that its report quotes. */
const QUOTED_CHARACTERS = 400;

/** The SDK's own way of installing a release; the version defaults to the SDK's. */
const INSTALL = `
  const { PulumiCommand } = require("@pulumi/pulumi/automation");
  PulumiCommand.install({ root: process.argv[1] }).catch((error) => {
    console.error(error.message);
    process.exit(1);
  });
`;

/**
 * Finds the CLI, or gets it. In this order: an earlier download, the user's own where it has the very version, an
 * earlier build, a download by the SDK, a build from the Go module. A release comes before a build because the genuine
 * language host comes with it.
 * @param root repository with `@pulumi/pulumi`, whose version is the CLI's, and the Go module
 * @param cache folder that keeps downloads, as `versions/<version>/bin/pulumi`
 * @param tell takes a line about what takes time
 * @throws MissingCliError when there is neither internet nor Go
 */
export async function acquireCli(root: string, cache: string, tell: (line: string) => void): Promise<Cli> {
  const version = packageVersion("@pulumi/pulumi", root);
  const release = join(cache, "versions", version);
  const downloaded = join(release, "bin", "pulumi");
  const built = join(root, ".sandbox", "bin", `pulumi-v${version}`);
  const cli = (path: string, origin: Cli["origin"]): Cli => ({
    path,
    version,
    origin,
    hasLanguageHost: isExecutable(join(dirname(realpathSync(path)), "pulumi-language-nodejs")),
  });
  const found = async (): Promise<Cli | undefined> => {
    if (isExecutable(downloaded)) return cli(downloaded, "cache");
    const own = findProgram("pulumi");
    if (own !== undefined && (await versionOf(own, cache)) === version) return cli(own, "PATH");
    return isExecutable(built) ? cli(built, "cache") : undefined;
  };
  const waiting = (owner: number): void => {
    tell(`waiting for process ${owner}, which is getting the Pulumi CLI`);
  };
  return (
    (await found()) ??
    withLock(join(cache, "versions", `.${version}.lock`), waiting, async () => {
      const others = await found();
      if (others !== undefined) return others;
      tell(`there is no Pulumi CLI ${version} yet: downloading it`);
      const download = await downloadCli(root, release);
      if (download === undefined) return cli(downloaded, "download");
      tell(`no download (${download}): building it, which takes minutes the first time`);
      const build = await run(join(root, "sandbox", "tools", "build.sh"), ["pulumi"], { onLine: tell });
      if (build.failure === undefined) return cli(built, "build");
      throw new MissingCliError(
        `The Pulumi CLI ${version} is needed and could not be had. Download: ${download}. Build: ${build.failure}. ` +
          `Remedy: connect to the internet, or install Go (https://go.dev/dl), and run this again.`,
      );
    })
  );
}

/** What a CLI says its version is; undefined when it does not run. */
async function versionOf(path: string, home: string): Promise<string | undefined> {
  const env = { ...scrubbed(process.env), PULUMI_HOME: home, PULUMI_SKIP_UPDATE_CHECK: "true" };
  const { failure, stdout } = await run(path, ["version"], { env });
  return failure === undefined ? stdout.trim().replace(/^v/, "") : undefined;
}

/** Downloads a release into a folder beside the target that takes its place when complete. @returns why not */
async function downloadCli(root: string, target: string): Promise<string | undefined> {
  mkdirSync(dirname(target), { recursive: true });
  const staging = mkdtempSync(join(dirname(target), ".download-"));
  try {
    const env = scrubbed(process.env);
    const { failure } = await run(process.execPath, ["-e", INSTALL, staging], { env, cwd: root });
    if (failure !== undefined) return failure;
    rmSync(target, { recursive: true, force: true });
    renameSync(staging, target);
    return undefined;
  } finally {
    rmSync(staging, { recursive: true, force: true });
  }
}

interface Ran {
  readonly stdout: string;
  /** Why it failed, in one line; undefined when it worked. */
  readonly failure: string | undefined;
}

/** Runs a program in a process group of its own, which ends with this process and when it takes too long. */
async function run(
  program: string,
  args: readonly string[],
  options: { env?: NodeJS.ProcessEnv; cwd?: string; onLine?: (line: string) => void },
): Promise<Ran> {
  const { onLine, ...place } = options;
  const child = spawn(program, args, { ...place, detached: true, stdio: ["ignore", "pipe", "pipe"] });
  const end = (): void => {
    if (child.pid !== undefined) signalGroup(child.pid, "SIGKILL");
  };
  let late = "";
  const limit = setTimeout(() => {
    late = `not complete within ${DOWNLOAD_MS / 60_000} minutes; `;
    end();
  }, DOWNLOAD_MS);
  process.once("exit", end);
  let stdout = "";
  let said = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    said += text;
    for (const line of text.split("\n")) if (line.trim() !== "") onLine?.(line);
  });
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once("error", reject).once("close", resolve);
    });
    if (code === 0) return { stdout, failure: undefined };
    const words = `${late}${said.trim().replace(/\s+/g, " ").slice(-QUOTED_CHARACTERS)}`;
    return { stdout, failure: words === "" ? `${program} ended with exit code ${code ?? "none"}` : words };
  } catch (error) {
    return { stdout, failure: error instanceof Error ? error.message : String(error) };
  } finally {
    clearTimeout(limit);
    process.off("exit", end);
  }
}
