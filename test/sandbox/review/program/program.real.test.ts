import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { markdown, review } from "../../../../review";
import { flagId } from "../../../../review/flag";
import { repositoryRoot } from "../../../../sandbox/engine/paths";
import { reviewProgram } from "../../../../sandbox/review/program/review-program";
import { temporaryDirectory } from "../../../../sandbox/servers/at-exit";
import { depot, guestbook, site } from "./programs";
import { writeWarehouse } from "./warehouse";

const root = repositoryRoot(__dirname);
const folder = temporaryDirectory("programs");
const clone = join(folder.path, "clone");

function git(...args: readonly string[]): void {
  const identity = ["-c", "user.name=test", "-c", "user.email=test@example.com"];
  const { status, stderr } = spawnSync("git", ["-C", clone, ...identity, ...args], { encoding: "utf8" });
  if (status !== 0) throw new Error(`git ${args.join(" ")}: ${stderr}`);
}

/** Writes a file of the working tree with other texts. */
function change(file: string, ...pairs: readonly (readonly [string, string])[]): void {
  let text = readFileSync(join(clone, file), "utf8");
  for (const [from, to] of pairs) {
    expect(text).toContain(from);
    text = text.replace(from, to);
  }
  writeFileSync(join(clone, file), text);
}

/** Reviews a program's working tree against what was committed. */
async function reviewed(program: string, config: Readonly<Record<string, string>> = {}) {
  const found = await reviewProgram({
    root,
    folder: join(folder.path, "reviews"),
    program: join(clone, program),
    given: program,
    base: "HEAD",
    stacks: [],
    config,
    tell: () => undefined,
    signal: new AbortController().signal,
  });
  const of = review(found.stacks, { secrets: found.secrets, isForeign: true });
  const [stack] = found.stacks;
  return {
    ...found,
    flags: of.flags.map(flagId),
    changes: stack?.changes.map(({ name, operation, replacedBy }) => [name, operation, ...replacedBy]),
    stack,
    text: markdown(of, found, { services: [], secrets: found.secrets }),
  };
}

beforeAll(() => {
  for (const [file, text] of Object.entries({
    ...site,
    ...guestbook,
    ...depot,
    ".gitignore": "node_modules\n",
  })) {
    mkdirSync(dirname(join(clone, file)), { recursive: true });
    writeFileSync(join(clone, file), text);
  }
  const modules = join(clone, "node_modules");
  mkdirSync(join(modules, "@acme"), { recursive: true });
  mkdirSync(join(modules, "@pulumi"));
  for (const name of ["@pulumi/aws", "@pulumi/kubernetes", "@pulumi/pulumi", "typescript"])
    symlinkSync(join(root, "node_modules", name), join(modules, name));
  // In a folder of its own: Node.js looks for the SDK from where a package really is.
  writeWarehouse(join(modules, "@acme", "pulumi-warehouse"));
  git("init", "--quiet");
  git("add", "--all");
  git("commit", "--quiet", "--message", "base");
});
afterAll(() => {
  folder.remove();
});

it("reviews a program in TypeScript with data sources, secrets and a function, by its own stack file", async () => {
  change(
    "site/index.ts",
    ['cidrBlocks: ["10.0.0.0/8"]', 'cidrBlocks: ["0.0.0.0/0"]'],
    ['hashKey: "id"', 'hashKey: "key"'],
    ['{ name: "id", type: "S" }', '{ name: "key", type: "S" }'],
  );
  const { stack, flags, changes, notes, text, secrets } = await reviewed("site");
  expect(stack).toMatchObject({ stack: "prod", errors: [] });
  expect(flags).toEqual(["prod/stateful-resource-replaced/sessions", "prod/network-opened/web"]);
  expect(changes).toEqual([
    ["sessions", "replace", "hashKey"],
    ["web", "update"],
    ["web", "update"],
  ]);
  expect(notes.join("\n")).toMatch(
    /`aws:ec2\/getAmi:getAmi`, `aws:ec2\/vpc:Vpc`[^]*`aws:ec2\/securityGroup:SecurityGroup`[^]*throw-away/,
  );
  expect(text).toContain("**aws:dynamodb**");
  expect(secrets).toHaveLength(1);
});

it("reviews components, with a setting that no file has", async () => {
  change("guestbook/index.ts", ['"guestbook:5", 3', '"guestbook:5", 1'], ['"redis:8", 2', '"redis:8", 3']);
  const { stack, flags, text, notes } = await reviewed("guestbook", { public: "true" });
  expect(stack).toMatchObject({ stack: "dev", errors: [], unchanged: 7 });
  expect(flags).toEqual(["dev/replicas-fewer/frontend"]);
  expect(text).toMatch(
    /\*\*frontend\*\*[^]*`spec.replicas: 3 → 1`[^]*\*\*replica\*\*[^]*`spec.replicas: 2 → 3`/,
  );
  expect(notes).toHaveLength(1);
});

it("reviews a provider that nobody stands in for, by its package", async () => {
  change(
    "depot/index.js",
    ['size: 3, aisle: "left"', 'size: 4, aisle: "left"'],
    ['size: 1, aisle: "left"', 'size: 1, aisle: "right"'],
  );
  change("depot/index.js", ["{ protect: true }", "{}"]);
  const { stack, flags, changes, notes } = await reviewed("depot");
  expect(stack?.errors).toEqual([]);
  expect(flags).toEqual(["dev/protection-removed/front"]);
  expect(changes).toEqual([
    ["front", "update"],
    ["second", "replace", "aisle"],
  ]);
  expect(notes.join("\n")).toMatch(
    /`warehouse:index\/getAisle:getAisle`[^]*`warehouse:storage\/shelf:Shelf`/,
  );
});

it("says what is in the way, with the remedy, and leaves nothing", async () => {
  writeFileSync(join(clone, "depot", "Pulumi.yaml"), "name: depot2\nruntime: nodejs\n");
  await expect(reviewed("depot")).rejects.toThrow(
    /^--program depot: Pulumi.yaml: name: depot → depot2: .* Remedy: keep the name depot, or/,
  );
  writeFileSync(join(clone, "guestbook", "Pulumi.new.yaml"), "config: {}\n");
  await expect(reviewed("guestbook", { public: "true" })).resolves.toMatchObject({
    stack: { stack: "new", unchanged: 0 },
    notes: expect.arrayContaining([
      "New, with everything in it, because the base has no such stack: `new`.",
    ]) as unknown,
  });
  rmSync(join(clone, "guestbook", "Pulumi.new.yaml"));
  await expect(reviewed("guestbook")).rejects.toThrow(
    /Missing required configuration variable 'guestbook:public'[^]*Remedy: pass what is missing with `--config <key>=<value>`/,
  );
  await expect(reviewed("node_modules")).rejects.toThrow("--program node_modules: has no Pulumi.yaml.");
  expect(existsSync(join(clone, ".sandbox"))).toBe(false);
});
