import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { temporaryDirectory } from "../../sandbox/servers/at-exit";

const folder = temporaryDirectory("release-notes");
afterAll(() => {
  folder.remove();
});

function notes(tag: string, changelog: string, versions = ["1.2.0", "1.2.0"]) {
  mkdirSync(join(folder.path, "policies"), { recursive: true });
  const [own, policies] = versions.map((version) => JSON.stringify({ version }));
  writeFileSync(join(folder.path, "package.json"), own ?? "");
  writeFileSync(join(folder.path, "policies", "package.json"), policies ?? "");
  writeFileSync(join(folder.path, "CHANGELOG.md"), changelog);
  const script = join(__dirname, "../../.github/scripts/release-notes.sh");
  const { status, stdout, stderr } = spawnSync(script, [tag], { cwd: folder.path, encoding: "utf8" });
  return { status, stdout: stdout.trim(), stderr };
}

const CHANGELOG =
  "# Changelog\n\n## Unreleased\n\n## 1.2.0 · 2026-12-01\n\n- New.\n\n## 1.1.0 · 2026-11-01\n\n- Old.\n";

it("has the part on the version of the tag", () => {
  expect(notes("v1.2.0", CHANGELOG)).toEqual({ status: 0, stdout: "- New.", stderr: "" });
});

it("refuses a tag that is not the packages' version, and a version without a part", () => {
  const other = notes("v1.2.0", CHANGELOG, ["1.2.0", "1.1.0"]);
  expect(other.status).toBe(1);
  expect(other.stderr).toContain("tag v1.2.0: policies/package.json has version 1.1.0");
  expect(notes("1.2.0", CHANGELOG)).toMatchObject({ status: 1, stdout: "" });
  const without = notes("v1.2.0", "# Changelog\n\n## Unreleased\n\n- New.\n");
  expect(without.status).toBe(1);
  expect(without.stderr).toContain('has no part "## 1.2.0');
});
