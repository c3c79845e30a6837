import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { readme } from "../../policies/readme";

it("policies/README.md is what the rules say: renew it by npx tsx policies/readme.ts", async () => {
  expect(readFileSync(join(__dirname, "../../policies/README.md"), "utf8")).toBe(await readme());
});
