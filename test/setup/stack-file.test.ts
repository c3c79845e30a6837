import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { StackFile } from "../../setup/stack-file";
import { repositoryRoot } from "../../sandbox/engine/paths";

let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "lifeboat-setup-"));
  path = join(folder, "Pulumi.prod.yaml");
  copyFileSync(join(repositoryRoot(__dirname), "Pulumi.prod.yaml"), path);
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const lines = (text: string): readonly string[] => text.split("\n");

it("replaces a placeholder, and leaves comments, order and every other line", () => {
  const before = lines(readFileSync(path, "utf8"));
  const file = StackFile.read(path);
  expect(file.has("lifeboat:accountId")).toBe(false);
  expect(file.apply(new Map([["lifeboat:accountId", "210987654321"]]), false)).toEqual([
    { key: "lifeboat:accountId", did: "set" },
  ]);
  file.save();
  const after = lines(readFileSync(path, "utf8"));
  expect(after).toHaveLength(before.length);
  const changed = after.filter((line, index) => line !== before[index]);
  // In quotes, or YAML would make a number of it.
  expect(changed).toEqual(['  lifeboat:accountId: "210987654321"']);
});

it("keeps a value that is one's own, unless told to replace it", () => {
  writeFileSync(path, "config:\n  # ours\n  lifeboat:bucketSuffix: acme\n  aws:region: eu-west-1\n");
  const values = new Map<string, unknown>([
    ["lifeboat:bucketSuffix", "globex"],
    ["aws:region", "eu-west-1"],
  ]);
  const file = StackFile.read(path);
  expect(file.apply(values, false)).toEqual([
    { key: "lifeboat:bucketSuffix", did: "kept", own: "acme" },
    { key: "aws:region", did: "unchanged" },
  ]);
  expect(file.get("lifeboat:bucketSuffix")).toBe("acme");
  expect(file.apply(values, true)[0]).toEqual({ key: "lifeboat:bucketSuffix", did: "replaced", own: "acme" });
  file.save();
  expect(readFileSync(path, "utf8")).toBe(
    "config:\n  # ours\n  lifeboat:bucketSuffix: globex\n  aws:region: eu-west-1\n",
  );
});

it("takes the committed regions for a choice, and the committed secrets provider for none", () => {
  const file = StackFile.read(path);
  expect(file.has("aws:region")).toBe(true);
  expect(file.apply(new Map([["aws:region", "eu-west-1"]]), false)).toEqual([
    { key: "aws:region", did: "set" },
  ]);
  expect(file.has("secretsprovider")).toBe(false);
  expect(file.has("lifeboat:ageRecipients")).toBe(false);
  expect(file.has("kubernetes:context")).toBe(false);
});

it("refuses what is no YAML, with the file's name", () => {
  writeFileSync(path, "config: [");
  expect(() => StackFile.read(path)).toThrow(path);
});

it("puts into quotes what another reader of YAML takes for a number, a date or a truth", () => {
  writeFileSync(path, "config:\n  aws:region: eu-west-1\n");
  for (const text of ["2024-01-01", "0b11", "1_000", "yes", "012345678901"]) {
    const file = StackFile.read(path);
    file.apply(new Map([["lifeboat:bucketSuffix", text]]), true);
    file.save();
    expect(readFileSync(path, "utf8")).toContain(`lifeboat:bucketSuffix: "${text}"`);
  }
});

it("keeps the file's line ends, an anchor, and a comment on the line", () => {
  writeFileSync(path, "config:\r\n  lifeboat:accountId: &a 123456789012 # ours\r\n  x:y: *a\r\n");
  const file = StackFile.read(path);
  file.apply(new Map([["lifeboat:accountId", "210987654321"]]), false);
  file.save();
  expect(readFileSync(path, "utf8")).toBe(
    'config:\r\n  lifeboat:accountId: &a "210987654321" # ours\r\n  x:y: *a\r\n',
  );
});

it("replaces a value that the program would not take, and begins a file that has no settings", () => {
  writeFileSync(path, "config:\n");
  const file = StackFile.read(path);
  expect(file.apply(new Map([["lifeboat:accountId", "012345678901"]]), false)[0]?.did).toBe("set");
  writeFileSync(path, "config:\n  lifeboat:accountId: 012345678901\n");
  expect(StackFile.read(path).has("lifeboat:accountId")).toBe(false);
  writeFileSync(path, "- a\n");
  expect(() => StackFile.read(path)).toThrow(`${path}: must be a map`);
});
