import { existsSync, mkdirSync, readFileSync, realpathSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { linkPackages, providerPackages } from "../../../../sandbox/review/program/packages";
import { temporaryDirectory } from "../../../../sandbox/servers/at-exit";

const folder = temporaryDirectory("packages");
const top = join(folder.path, "top");
const program = join(top, "apps", "site");

function write(path: string, content: unknown): void {
  mkdirSync(dirname(join(top, path)), { recursive: true });
  writeFileSync(join(top, path), typeof content === "string" ? content : JSON.stringify(content));
}
function link(from: string, to: string): void {
  mkdirSync(dirname(join(top, from)), { recursive: true });
  symlinkSync(join(top, to), join(top, from));
}

beforeAll(() => {
  const provider = (name: string, version: string, more: object = {}) => ({
    name,
    version,
    pulumi: { resource: true, ...more },
  });
  write("apps/site/node_modules/@pulumi/aws/package.json", provider("@pulumi/aws", "v7.1.0"));
  write("apps/site/node_modules/@acme/site/package.json", { name: "@acme/site", version: "1.0.0" });
  write(
    "apps/site/node_modules/@acme/site/node_modules/@pulumi/aws/package.json",
    provider("@pulumi/aws", "6.0.0"),
  );
  write(
    "node_modules/.pnpm/x@1/node_modules/x/package.json",
    provider("x", "1.0.0", { name: "xyz", version: "1.2.3" }),
  );
  link("node_modules/x", "node_modules/.pnpm/x@1/node_modules/x");
  write("node_modules/tf/package.json", provider("tf", "0.1.0", { parameterization: { name: "other" } }));
  write("node_modules/pulumi-text/package.json", {
    name: "pulumi-text",
    version: "1.0.0",
    pulumi: { resource: false },
  });
  write("packages/shared/index.js", "head");
  link("node_modules/@acme/shared", "packages/shared");
});
afterAll(() => {
  folder.remove();
});

it("finds providers beside the program and above it, with those that packages have for themselves", () => {
  const found = providerPackages(program, top).map(({ provider, version, isParameterized }) => [
    provider,
    version,
    isParameterized,
  ]);
  expect(found.sort()).toEqual([
    ["aws", "6.0.0", false],
    ["aws", "7.1.0", false],
    ["tf", "0.1.0", true],
    ["xyz", "1.2.3", false],
  ]);
  expect(providerPackages(program, program).map(({ provider }) => provider)).toEqual(["aws", "aws"]);
});

it("gives a commit the head's packages, and its own in place of the repository's", () => {
  const exported = join(folder.path, "exported");
  mkdirSync(join(exported, "packages", "shared"), { recursive: true });
  writeFileSync(join(exported, "packages", "shared", "index.js"), "base");
  for (const each of [program, top, join(top, "packages")]) linkPackages(each, top, exported);
  expect(readFileSync(join(exported, "node_modules/@acme/shared/index.js"), "utf8")).toBe("base");
  expect(realpathSync(join(exported, "node_modules/tf"))).toBe(realpathSync(join(top, "node_modules/tf")));
  expect(existsSync(join(exported, "apps/site/node_modules/@pulumi/aws/package.json"))).toBe(true);
  expect(existsSync(join(exported, "packages/node_modules"))).toBe(false);
});
