import { spawn, spawnSync } from "node:child_process";
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { repositoryRoot, sandboxPaths } from "../../../sandbox/engine/paths";
import { temporaryDirectory } from "../../../sandbox/servers/at-exit";
import { eventually } from "../../support/processes";

const root = repositoryRoot(__dirname);
/** What is read of a report. */
const result = z.object({
  stacks: z.array(
    z.object({
      stack: z.string(),
      verdict: z.string(),
      oldViolations: z.number(),
      flags: z.array(z.unknown()),
      changes: z.array(z.object({ name: z.string(), operation: z.string() })),
    }),
  ),
});

/** Two stacks deployed and two previewed by the policies: a minute of processor time, which a busy machine makes six of. */
const DEPLOYING_MILLISECONDS = 900_000;

const folder = temporaryDirectory("review");
const clone = join(folder.path, "clone");

function git(at: string, ...args: readonly string[]): string {
  const identity = ["-c", "user.name=test", "-c", "user.email=test@example.com"];
  const { status, stdout, stderr } = spawnSync("git", ["-C", at, ...identity, ...args], { encoding: "utf8" });
  if (status !== 0) throw new Error(`git ${args.join(" ")}: ${stderr}`);
  return stdout;
}

const call = (at: string, args: readonly string[]) =>
  [
    ["--import", "tsx", "sandbox/review/main.ts", ...args],
    {
      cwd: at,
      env: { ...process.env, INIT_CWD: at, LIFEBOAT_CACHE: sandboxPaths(join(root, ".sandbox")).cache },
    },
  ] as const;

/** Runs the command in a repository. @param args the base, and more */
const review = (at: string, ...args: readonly string[]) => reviewWith({}, at, "--base", ...args);

function reviewWith(variables: Readonly<Record<string, string>>, at: string, ...args: readonly string[]) {
  const [words, given] = call(at, args);
  const options = { ...given, env: { ...given.env, ...variables } };
  const { status, stdout, stderr } = spawnSync(process.execPath, words, { ...options, encoding: "utf8" });
  return { code: status, stdout, all: `${stdout}${stderr}` };
}

/** What is in the folder of reviews: the deployed bases, and nothing else. */
const kept = (): readonly string[] => readdirSync(join(clone, ".sandbox", "review"));
const BASE = /^[0-9a-f]{40}-[0-9a-f]{12}$/;

/** Processes that work in the clone. */
const running = (): readonly string[] =>
  readdirSync("/proc").filter((pid) => {
    try {
      return /^\d+$/.test(pid) && readFileSync(`/proc/${pid}/cmdline`, "utf8").includes(clone);
    } catch {
      return false;
    }
  });

const CATALOG = join(clone, "infra/catalog/jackpot-service/index.ts");

/** The catalog with another text, in the working tree alone. */
function change(from: string, to: string): void {
  const text = git(clone, "show", "HEAD:infra/catalog/jackpot-service/index.ts");
  expect(text).toContain(from);
  writeFileSync(CATALOG, text.replace(from, to));
}

beforeAll(() => {
  // The working tree as it is, as a repository of its own, whose stacks have one service.
  const files = git(root, "ls-files", "-z", "--cached", "--others", "--exclude-standard").split("\0");
  for (const file of files.filter(
    (each) => each !== "" && existsSync(join(root, each)) && !each.startsWith("test/expected/"),
  )) {
    mkdirSync(dirname(join(clone, file)), { recursive: true });
    cpSync(join(root, file), join(clone, file));
  }
  mkdirSync(join(clone, ".sandbox"));
  symlinkSync(join(root, ".sandbox", "bin"), join(clone, ".sandbox", "bin"));
  symlinkSync(join(root, "node_modules"), join(clone, "node_modules"));
  for (const stack of ["prod", "dr"])
    appendFileSync(join(clone, `Pulumi.${stack}.yaml`), "  lifeboat:services: [jackpot-service]\n");
  appendFileSync(join(clone, ".gitignore"), "node_modules\n");
  git(clone, "init", "--quiet");
  git(clone, "add", "--all");
  git(clone, "commit", "--quiet", "--message", "base");
});
afterAll(() => {
  folder.remove();
});

describe("npm run review, with the real engine", () => {
  it(
    "flags what a change of the working tree makes worse, on both stacks, with exit code 10",
    () => {
      change('verifySchedule: "30 7 * * *"', 'verifySchedule: "30 7 * * 0"');
      const { code, stdout, all } = review(clone, "HEAD");
      expect(code, all).toBe(10);
      expect(stdout).toMatch(/^Base [0-9a-f]{12}, head [0-9a-f]+ with uncommitted changes\.$/m);
      for (const stack of ["prod", "dr"])
        expect(stdout).toMatch(
          new RegExp(
            `^\\| ${stack} \\| \\*\\*needs approval: 1 recovery, 2 alerts\\*\\* \\| 3 updated, \\d+ unchanged \\|$`,
            "m",
          ),
        );
      expect(stdout).toContain(
        "- prod, dr: `jackpot-service-jobs-verify` runs at least every 1 d → every 7 d (30 7 \\* \\* \\* → 30 7 \\* \\* 0).",
      );
      expect(stdout).toContain(
        "| `jackpot-service-jobs-verify` CronJob | `~` | `~` | `spec.schedule: 30 7 * * * → 30 7 * * 0` |",
      );
      expect(kept()).toEqual([expect.stringMatching(BASE)]);
    },
    DEPLOYING_MILLISECONDS,
  );

  it("deploys a base once, and flags neither a change that cannot hurt nor what the base violates already", () => {
    change('verifySchedule: "30 7 * * *"', 'verifySchedule: "40 7 * * *"');
    // No resource has this tag: the pack refuses every one that holds state, in the base too.
    const config = join(folder.path, "pack.json");
    const profiles = ["general", "recovery"];
    writeFileSync(
      config,
      JSON.stringify({
        "pack-settings": { profiles },
        "stateful-resource-names-its-owner": { tagNames: ["costCenter"] },
      }),
    );
    const options = ["--stack", "prod", "--format", "json", "--policy-pack-config", config];
    const { code, stdout, all } = review(clone, "HEAD", ...options);
    expect(code, all).toBe(0);
    expect(all).not.toContain("deploying");
    const [found, ...others] = result.parse(JSON.parse(stdout)).stacks;
    expect(found?.oldViolations).toBeGreaterThan(0);
    expect([{ ...found, oldViolations: "some" }, ...others]).toEqual([
      {
        stack: "prod",
        verdict: "nothing flagged",
        oldViolations: "some",
        flags: [],
        changes: [{ name: "jackpot-service-jobs-verify", operation: "update" }],
      },
    ]);
  });

  it("compares with what the user's own stacks have deployed, by the pulumi on PATH", () => {
    const bin = join(folder.path, "bin");
    mkdirSync(bin);
    const program = join(bin, "pulumi");
    // That of the sandbox, whose stacks have nothing deployed; it must not find this one on PATH in its turn.
    const own = join(folder.path, "pulumi.ts");
    writeFileSync(
      own,
      `import { openSandbox } from ${JSON.stringify(join(clone, "sandbox/engine/sandbox"))};
       void openSandbox({ tell: () => undefined }).then(async (sandbox) => {
         const env = { PULUMI_DEBUG_COMMANDS: process.env["PULUMI_DEBUG_COMMANDS"] ?? "" };
         const { code, stdout, stderr } = await sandbox.run(process.argv.slice(2), { env });
         sandbox.close();
         process.stdout.write(stdout);
         process.stderr.write(stderr);
         process.exitCode = code;
       });`,
    );
    const tsx = join(root, "node_modules/tsx/dist/loader.mjs");
    writeFileSync(
      program,
      `#!/bin/sh\nPATH=/usr/bin:/bin exec ${process.execPath} --import ${tsx} ${own} "$@"\n`,
      { mode: 0o755 },
    );
    const args = ["--against", "state", "--stack", "prod"];
    const path = process.env["PATH"] ?? "";
    const { code, stdout, all } = reviewWith({ PATH: `${bin}:${path}` }, clone, ...args);
    expect(code, all).toBe(0);
    expect(stdout).toMatch(/^Base as deployed, head [0-9a-f]+/m);
    expect(stdout).toMatch(/^\| prod \| \*\*nothing flagged\*\* \| \d{3} created/m);
    expect(kept()).toEqual([expect.stringMatching(BASE)]);

    const without = reviewWith({ PATH: "/usr/bin:/bin" }, clone, ...args);
    expect(without.code).toBe(1);
    expect(without.all).toMatch(/pulumi: not found on PATH\. Remedy: install it .*--base <git ref>\.\n$/);
  });

  it.each([
    ["previews the head", "previewing", false],
    ["deploys the base", "deploying prod", true],
  ])("leaves no file and no process when it is interrupted while it %s", async (_, word, isNew) => {
    if (isNew)
      git(clone, "commit", "--quiet", "--allow-empty", "--message", "a base that nobody has deployed");
    const [words, options] = call(clone, ["--base", "HEAD", "--stack", "prod"]);
    const child = spawn(process.execPath, words, { ...options, stdio: ["ignore", "ignore", "pipe"] });
    let said = "";
    const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (said += text));
    await eventually(() => running().length > 1 && said.includes(word), 60_000);
    child.kill("SIGINT");
    expect(await ended).toBe(1);
    expect(said).toContain("interrupted");
    expect(kept()).toEqual([expect.stringMatching(BASE)]);
    await eventually(() => running().length === 0);
  });
});

describe("a base that is not here", () => {
  it("is said to be missing from a shallow clone, with what gets it", () => {
    const shallow = join(folder.path, "shallow");
    git(folder.path, "clone", "--quiet", "--depth", "1", `file://${clone}`, shallow);
    symlinkSync(join(root, "node_modules"), join(shallow, "node_modules"));
    const { code, all } = review(shallow, "HEAD~1");
    expect(code).toBe(1);
    expect(all).toBe(
      "review: --base HEAD~1: no such commit here. Remedy: this clone is shallow: run `git fetch --unshallow` and " +
        "`git fetch origin`, and in GitHub Actions give actions/checkout `fetch-depth: 0`.\n",
    );
  });
});
