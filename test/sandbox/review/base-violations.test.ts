import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { configOfBase } from "../../../sandbox/review/base-violations";
import { temporaryDirectory } from "../../../sandbox/servers/at-exit";

const folder = temporaryDirectory("base-violations");
afterAll(() => {
  folder.remove();
});

it("judges the base by its own version of the pack's settings, where the repository has them", () => {
  const [root, program] = [join(folder.path, "root"), join(folder.path, "program")];
  mkdirSync(join(program, "ci"), { recursive: true });
  writeFileSync(join(program, "ci", "pack.json"), "{}");
  const ofBase = (config?: string) => configOfBase(root, program, config);
  expect(ofBase(join(root, "ci", "pack.json"))).toBe(join(program, "ci", "pack.json"));
  expect(ofBase(join(root, "new.json"))).toBeUndefined();
  expect(ofBase("/etc/pack.json")).toBe("/etc/pack.json");
  expect(ofBase()).toBeUndefined();
});
