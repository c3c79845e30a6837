import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { MissingCliError, acquireCli } from "../../../sandbox/engine/cli";
import { packageVersion } from "../../../sandbox/engine/paths";
import { moduleVersion } from "../../../sandbox/tools/module-version";

let root: string;
let cache: string;
let lines: string[];

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "lifeboat-cli-"));
  cache = join(root, "cache");
  lines = [];
  write("node_modules/@pulumi/pulumi/package.json", '{"name":"@pulumi/pulumi","version":"9.8.7"}');
  installer("throw new Error('fetch failed')");
  build('echo "go not found" >&2; exit 1');
  vi.stubEnv("PATH", join(root, "path"));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(root, { recursive: true, force: true });
});

function write(name: string, text: string): string {
  const file = join(root, name);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  return file;
}

/** A program of shell commands. */
function program(name: string, commands: string): string {
  const file = write(name, `#!/bin/sh\n${commands}\n`);
  chmodSync(file, 0o755);
  return file;
}

/** What stands for the SDK's own installation, with `root`. */
function installer(body: string): void {
  write(
    "node_modules/@pulumi/pulumi/automation/index.js",
    `const fs = require("fs"); exports.PulumiCommand = { install: async ({ root }) => { ${body} } };`,
  );
}

/** What stands for the build script; it runs in no certain folder. */
function build(commands: string): void {
  program("sandbox/tools/build.sh", `cd "${root}"; ${commands}`);
}

const BUILDS =
  "/bin/mkdir -p .sandbox/bin; : > .sandbox/bin/$1-v9.8.7; /bin/chmod 755 .sandbox/bin/$1-v9.8.7";
const INSTALLS = `fs.mkdirSync(root + "/bin"); fs.writeFileSync(root + "/bin/pulumi", "x", { mode: 0o755 });`;
const acquire = () => acquireCli(root, cache, (line) => lines.push(line));
const downloaded = (): string => join(cache, "versions", "9.8.7", "bin", "pulumi");
const built = (): string => join(root, ".sandbox", "bin", "pulumi-v9.8.7");

describe("acquireCli", () => {
  it("names both remedies when there is neither internet nor Go", async () => {
    const failed = acquire();
    await expect(failed).rejects.toThrow(MissingCliError);
    await expect(failed).rejects.toThrow(/9\.8\.7.*fetch failed.*go not found.*internet.*install Go/);
    expect(existsSync(downloaded())).toBe(false);
  });

  it("takes an earlier download before all others, without asking anyone", async () => {
    program("cache/versions/9.8.7/bin/pulumi", "exit 1");
    program("path/pulumi", "echo v9.8.7");
    program(".sandbox/bin/pulumi-v9.8.7", "exit 1");
    await expect(acquire()).resolves.toEqual({
      path: downloaded(),
      version: "9.8.7",
      origin: "cache",
      hasLanguageHost: false,
    });
    expect(lines).toEqual([]);
  });

  it("takes the user's own before an earlier build, where it has the very version", async () => {
    const own = program("path/pulumi", "echo v9.8.7");
    program(".sandbox/bin/pulumi-v9.8.7", "exit 1");
    expect(await acquire()).toMatchObject({ path: own, origin: "PATH" });
    program("path/pulumi", "echo v9.8.8");
    expect(await acquire()).toMatchObject({ path: built(), origin: "cache" });
    program("path/pulumi", "echo v9.8.7; exit 1");
    expect(await acquire()).toMatchObject({ path: built(), origin: "cache" });
  });

  it("downloads by the SDK, and keeps nothing of a download that fails", async () => {
    installer(INSTALLS);
    expect(await acquire()).toMatchObject({ path: downloaded(), origin: "download" });
    expect(await acquire()).toMatchObject({ path: downloaded(), origin: "cache" });
    rmSync(cache, { recursive: true });
    installer(`${INSTALLS} throw new Error("cut off")`);
    await expect(acquire()).rejects.toThrow("Download: cut off.");
    expect(readdirSync(join(cache, "versions"))).toEqual([]);
  });

  it("builds when the download fails, and passes the build's progress on", async () => {
    build(`echo "compiling" >&2; ${BUILDS}`);
    expect(await acquire()).toMatchObject({ path: built(), origin: "build", hasLanguageHost: false });
    expect(lines).toContain("no download (fetch failed): building it, which takes minutes the first time");
    expect(lines).toContain("compiling");
  });

  it("gets it once when two need it at once", async () => {
    build(`echo x >> builds; /bin/sleep 0.3; ${BUILDS}`);
    const both = await Promise.all([acquire(), acquire()]);
    expect(both.map((cli) => cli.origin).sort()).toEqual(["build", "cache"]);
    expect(readFileSync(join(root, "builds"), "utf8")).toBe("x\n");
    expect(lines).toContainEqual(expect.stringMatching(/waiting for process \d+/));
  });

  it("takes over the lock of a process that has died", async () => {
    write("cache/versions/.9.8.7.lock", "999999999");
    await expect(acquire()).rejects.toThrow(MissingCliError);
    expect(existsSync(join(cache, "versions", ".9.8.7.lock"))).toBe(false);
  });

  it("finds the genuine language host beside a release, behind a link too", async () => {
    program("opt/pulumi", "echo v9.8.7");
    const host = program("opt/pulumi-language-nodejs", "exit 1");
    mkdirSync(join(root, "path"));
    symlinkSync(join(root, "opt", "pulumi"), join(root, "path", "pulumi"));
    expect(await acquire()).toMatchObject({ origin: "PATH", hasLanguageHost: true });
    chmodSync(host, 0o644);
    expect(await acquire()).toMatchObject({ origin: "PATH", hasLanguageHost: false });
  });
});

it("the CLI that is built has the version of the SDK", () => {
  expect(moduleVersion("github.com/pulumi/pulumi/pkg/v3")).toBe(
    `v${packageVersion("@pulumi/pulumi", __dirname)}`,
  );
});
