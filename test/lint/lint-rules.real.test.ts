import { join } from "node:path";
import { ESLint } from "eslint";
import { describe, expect, it } from "vitest";

const ROOT = join(__dirname, "..", "..");
const FIXTURE = join(__dirname, "fixtures", "lint", "output-in-template.ts");

/** Rules that need no types: asked alone, without the type checker, they answer at once. */
const SYNTACTIC = ["no-restricted-imports"];

/** Findings of the import rules on a source that would lie at this path. */
async function importFindings(path: string, source: string): Promise<readonly (string | null)[]> {
  const eslint = new ESLint({
    cwd: ROOT,
    ruleFilter: ({ ruleId }) => SYNTACTIC.includes(ruleId),
    overrideConfig: { files: ["**/*.ts"], languageOptions: { parserOptions: { projectService: false } } },
  });
  const [result] = await eslint.lintText(source, { filePath: join(ROOT, path) });
  return (result?.messages ?? []).map(({ ruleId }) => ruleId);
}

describe("lint of an Output in a template string", () => {
  it("finds it where it is, with types, and nowhere else", async () => {
    const [result] = await new ESLint({ cwd: ROOT, ignore: false }).lintFiles([FIXTURE]);
    const findings = (result?.messages ?? []).map(
      ({ ruleId, line }) => `${ruleId ?? "none"} in line ${line}`,
    );
    expect(findings).toContain("@typescript-eslint/restrict-template-expressions in line 6");
    expect(findings.filter((finding) => !finding.endsWith("in line 6"))).toEqual([]);
  });

  it("leaves the fixture out of the project's own lint", async () => {
    expect(await new ESLint({ cwd: ROOT }).isPathIgnored(FIXTURE)).toBe(true);
    expect(await new ESLint({ cwd: ROOT }).isPathIgnored(join(ROOT, "infra/index.ts"))).toBe(false);
  });
});

describe("lint of imports", () => {
  it.each(["@pulumi/aws", "@pulumi/kubernetes", "@pulumi/postgresql", "@pulumi/cloudflare"])(
    "refuses the root of %s and takes a module of it",
    async (provider) => {
      expect(await importFindings("infra/components/new.ts", `import * as all from "${provider}";`)).toEqual([
        "no-restricted-imports",
      ]);
      expect(
        await importFindings("infra/components/new.ts", `import { X } from "${provider}/s3/x";`),
      ).toEqual([]);
    },
  );
});
