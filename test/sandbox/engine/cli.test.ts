import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { MissingCliError, acquireCli } from "../../../sandbox/engine/cli";
import { isGoRecent } from "../../../sandbox/engine/cli-build";

let root: string;
let cache: string;
let told: string[];

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "lifeboat-cli-"));
  cache = join(root, "cache");
  told = [];
  mkdirSync(join(root, "bin"));
  mkdirSync(join(root, "sandbox", "engine", "cli"), { recursive: true });
  mkdirSync(join(root, "node_modules", "pulumi"), { recursive: true });
  writeFileSync(join(root, "node_modules", "pulumi", "package.json"), '{"name":"pulumi","version":"9.8.7"}');
  downloader('process.stderr.write("pulumi: fetch failed\\n"); process.exit(1);');
  vi.stubEnv("PATH", join(root, "bin"));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(root, { recursive: true, force: true });
});

/** What stands for the `pulumi` package's run.js. */
function downloader(source: string): void {
  writeFileSync(join(root, "node_modules", "pulumi", "run.js"), source);
}

/** What stands for Go: it tells its version, and builds with the given shell commands. */
function go(version: string, build: string): void {
  const file = join(root, "bin", "go");
  writeFileSync(
    file,
    `#!/bin/sh\nif [ "$1" = env ]; then echo go${version}; exit 0; fi\nfor last; do :; done\n${build}\n`,
  );
  chmodSync(file, 0o755);
}

const acquire = () => acquireCli(root, cache, (line) => told.push(line));
const program = (): string => join(cache, "versions", "9.8.7", "bin", "pulumi");
/** The output path is the argument after -o. */
const findOutput = 'while [ "$1" != -o ]; do shift; done; out="$2"';

describe("acquireCli", () => {
  it("names both remedies when there is neither internet nor Go", async () => {
    const failed = acquire();
    await expect(failed).rejects.toThrow(MissingCliError);
    await expect(failed).rejects.toThrow(
      /9\.8\.7.*fetch failed.*no go on the PATH.*internet.*install Go 1\.25 or newer/,
    );
    expect(existsSync(program())).toBe(false);
  });

  it("tells a Go that is too old", async () => {
    go("1.24.9", "exit 1");
    await expect(acquire()).rejects.toThrow(/go is 1\.24\.9, older than 1\.25/);
  });

  it("takes the cached one without asking anyone", async () => {
    mkdirSync(join(cache, "versions", "9.8.7", "bin"), { recursive: true });
    writeFileSync(program(), "#!/bin/sh\n", { mode: 0o755 });
    await expect(acquire()).resolves.toEqual({ path: program(), version: "9.8.7", origin: "cache" });
    expect(told).toEqual([]);
  });

  it("takes the download when it works", async () => {
    downloader(`const fs = require("fs"), folder = process.env.PULUMI_HOME + "/versions/9.8.7/bin";
      fs.mkdirSync(folder, { recursive: true }); fs.writeFileSync(folder + "/pulumi", "x", { mode: 0o755 });`);
    expect((await acquire()).origin).toBe("download");
    expect(existsSync(program())).toBe(true);
  });

  it("builds when the download fails", async () => {
    go("1.26.0", `${findOutput}; echo built > "$out"; /bin/chmod 755 "$out"`);
    expect((await acquire()).origin).toBe("build");
    expect(readFileSync(program(), "utf8")).toBe("built\n");
    expect(told.join("\n")).toMatch(/no download \(fetch failed\): building it with Go 1\.26\.0/);
  });

  it("leaves nothing of a build that fails half-way", async () => {
    go("1.26.0", `${findOutput}; echo half > "$out"; echo "cannot find package" >&2; exit 3`);
    await expect(acquire()).rejects.toThrow(/go build ended with exit code 3: cannot find package/);
    expect(readdirSync(join(cache, "versions", "9.8.7", "bin"))).toEqual([]);
  });

  it("builds once when two need it at once", async () => {
    go(
      "1.26.0",
      `${findOutput}; echo x >> "${root}/builds"; /bin/sleep 0.3; echo built > "$out"; /bin/chmod 755 "$out"`,
    );
    const both = await Promise.all([acquire(), acquire()]);
    expect(both.map((cli) => cli.origin).sort()).toEqual(["build", "cache"]);
    expect(readFileSync(join(root, "builds"), "utf8")).toBe("x\n");
    expect(told).toContainEqual(expect.stringMatching(/waiting for process \d+/));
  });

  it("takes over the lock of a process that has died", async () => {
    mkdirSync(join(cache, "versions"), { recursive: true });
    writeFileSync(join(cache, "versions", ".9.8.7.lock"), "999999999");
    await expect(acquire()).rejects.toThrow(MissingCliError);
    expect(existsSync(join(cache, "versions", ".9.8.7.lock"))).toBe(false);
  });
});

describe("isGoRecent", () => {
  it.each(["1.25", "1.25.0", "1.26.8", "2.0"])("accepts %s", (version) => {
    expect(isGoRecent(version)).toBe(true);
  });
  it.each(["1.24.13", "1.9", "0.99"])("refuses %s", (version) => {
    expect(isGoRecent(version)).toBe(false);
  });
});
