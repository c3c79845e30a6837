import { execFile, spawn } from "node:child_process";
import { mkdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";

/** Oldest Go that the CLI's module builds with. */
export const minimumGo = "1.25";

/** How often a line tells that the build goes on, in milliseconds. */
const progressMs = 15_000;

/**
 * The Go on the PATH.
 * @returns its version, for instance `1.26.8`, or undefined when there is none
 */
export async function goVersion(): Promise<string | undefined> {
  try {
    const { stdout } = await promisify(execFile)("go", ["env", "GOVERSION"]);
    return /go(\d+\.\d+(?:\.\d+)?)/.exec(stdout)?.[1];
  } catch {
    return undefined;
  }
}

/** True when the version is at least the oldest that will do. */
export function isGoRecent(version: string): boolean {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const [minMajor = 0, minMinor = 0] = minimumGo.split(".").map(Number);
  return major > minMajor || (major === minMajor && minor >= minMinor);
}

/**
 * Builds the CLI from its pinned Go module. It is built under another name and takes its own when complete, so that
 * an interrupted build leaves nothing that could be taken for a CLI.
 * @param moduleFolder folder with go.mod and go.sum that pin the CLI
 * @param target folder of the version: `bin/pulumi` will lie in it
 * @param tell takes a line of progress
 * @returns undefined when it worked, else why it did not
 */
export async function buildCli(
  moduleFolder: string,
  version: string,
  target: string,
  tell: (line: string) => void,
): Promise<string | undefined> {
  const folder = join(target, "bin");
  mkdirSync(folder, { recursive: true });
  const partial = join(folder, `.pulumi-${process.pid}.partial`);
  try {
    const failure = await goBuild(moduleFolder, version, partial, tell);
    if (failure === undefined) renameSync(partial, join(folder, "pulumi"));
    return failure;
  } finally {
    rmSync(partial, { force: true });
  }
}

function goBuild(
  moduleFolder: string,
  version: string,
  output: string,
  tell: (line: string) => void,
): Promise<string | undefined> {
  const flags = `-s -w -X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=${version}`;
  // What is stripped from the end need not be made.
  const args = ["build", "-v", "-mod=readonly", "-gcflags=all=-dwarf=false", "-ldflags", flags, "-o", output];
  const child = spawn("go", [...args, "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi"], {
    cwd: moduleFolder,
    // The compiler collects its garbage only where it would take more than this.
    env: { GOGC: "off", GOMEMLIMIT: "1GiB", ...process.env },
    stdio: ["ignore", "ignore", "pipe"],
  });
  const stop = (): void => {
    child.kill("SIGTERM");
  };
  process.once("exit", stop);
  const started = Date.now();
  let packages = 0;
  let lines: string[] = [];
  const timer = setInterval(() => {
    tell(`building: ${Math.round((Date.now() - started) / 1000)} s, ${packages} packages compiled`);
  }, progressMs);
  child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
    const fresh = chunk.split("\n").filter((line) => line !== "");
    // With -v each compiled package is a line: its import path, without a blank.
    packages += fresh.filter((line) => !line.includes(" ")).length;
    lines = [
      ...lines,
      ...fresh.filter((line) => line.includes(" ") && !line.startsWith("go: downloading")),
    ].slice(-5);
  });
  return new Promise((resolve) => {
    const end = (failure: string | undefined): void => {
      clearInterval(timer);
      process.off("exit", stop);
      resolve(failure);
    };
    child.once("error", (error) => {
      end(error.message);
    });
    child.once("close", (code) => {
      end(code === 0 ? undefined : `go build ended with exit code ${code ?? "none"}: ${lines.join(" | ")}`);
    });
  });
}
