import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const ROOT = path.resolve(__dirname, "../..");
const CONFIG = ".dependency-cruiser.mjs";

/** Sources that each import one thing, and the rule that refuses it; none where it is allowed. */
const SOURCES: readonly (readonly [file: string, imported: string, refusedBy: string | undefined])[] = [
  ["lib/new.ts", "../infra/problem", "lib-imports-nothing-above-it"],
  ["infra/catalog/new.ts", "@pulumi/pulumi", "pure-parts-know-no-pulumi"],
  ["infra/catalog/new.ts", "../components/above", "catalog-imports-nothing-above-it"],
  ["infra/catalog/types/new.ts", "../tiers", "types-imports-nothing-above-it"],
  ["infra/recovery/new.ts", "@pulumi/pulumi", "pure-parts-know-no-pulumi"],
  ["infra/alerts/new.ts", "../config/above", "pure-imports-nothing-above-it"],
  ["infra/naming/new.ts", "../catalog/tiers", "naming-imports-nothing-above-it"],
  ["infra/config/new.ts", "../components/above", "config-imports-nothing-above-it"],
  ["infra/components/new.ts", "../index", "components-imports-nothing-above-it"],
  ["infra/components/new.ts", "../../sandbox/above", "infra-knows-no-sandbox"],
  ["infra/index.ts", "../policies/above", "infra-knows-no-sandbox"],
  ["policies/rules/new.ts", "../../infra/catalog/tiers", "policies-judge-any-program"],
  ["sandbox/one.ts", "./other", "no-cycle"],
  ["infra/catalog/fine.ts", "./types/fine", undefined],
  ["infra/components/fine.ts", "../catalog/tiers", undefined],
  ["infra/components/one/user.ts", "../other/fine", undefined],
  ["infra/components/other/user.ts", "../one/fine", undefined],
  ["infra/recovery/fine.ts", "../alerts/fine", undefined],
  ["policies/rules/fine.ts", "../../lib/fine", undefined],
  ["sandbox/fine.ts", "../infra/catalog/tiers", undefined],
];
const TARGETS = [
  ...["infra/problem", "infra/catalog/tiers", "infra/catalog/types/fine", "infra/components/above"],
  ...["infra/components/one/fine", "infra/components/other/fine"],
  ...["infra/config/above", "infra/alerts/fine", "sandbox/above", "policies/above", "lib/fine"],
];

describe("imports", () => {
  let folder: string;
  let output: string;

  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), "lifeboat-imports-"));
    const write = (file: string, text: string): void => {
      mkdirSync(path.join(folder, path.dirname(file)), { recursive: true });
      writeFileSync(path.join(folder, file), text, { flag: "a" });
    };
    for (const target of TARGETS) write(`${target}.ts`, "export const x = 1;\n");
    // Of a cycle one of the two is named.
    write("sandbox/other.ts", 'export { x } from "./one";\n');
    for (const [file, imported] of SOURCES)
      write(file, `export { x as x${imported.replace(/\W/g, "_")} } from "${imported}";\n`);
    for (const file of [CONFIG, "tsconfig.json"]) cpSync(path.join(ROOT, file), path.join(folder, file));
    symlinkSync(path.join(ROOT, "node_modules"), path.join(folder, "node_modules"));
    const program = path.join(ROOT, "node_modules/.bin/depcruise");
    const args = ["--config", CONFIG, "--output-type", "err", "lib", "infra", "policies", "sandbox"];
    output = spawnSync(process.execPath, [program, ...args], { cwd: folder, encoding: "utf8" }).stdout;
  });

  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it.each(SOURCES.filter(([, , rule]) => rule !== undefined))(
    "in %s of %s are refused by %s",
    (file, _, rule) => {
      expect(output).toMatch(new RegExp(`error ${rule ?? ""}: ${file} `));
    },
  );

  it("from one folder of components to another and back are refused", () => {
    for (const folder of ["one", "other"])
      expect(output).toContain(`error no-cycle-of-component-folders: infra/components/${folder} `);
  });

  it.each(SOURCES.filter(([, , rule]) => rule === undefined))("in %s of %s are allowed", (file) => {
    expect(output).not.toContain(`${file} `);
  });
});

describe("files", () => {
  it("do not lie beside a folder of their name", () => {
    const files = execFileSync("git", ["ls-files", "*.ts"], { cwd: ROOT, encoding: "utf8" }).split("\n");
    const beside = files.filter((file) => file !== "" && existsSync(path.join(ROOT, file.slice(0, -3))));
    expect(files.length).toBeGreaterThan(500);
    expect(beside).toEqual([]);
  });
});
