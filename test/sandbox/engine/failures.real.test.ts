import { afterEach, describe, expect, it } from "vitest";
import { type TemporarySandbox, openTemporary } from "./temporary-sandbox";

let temporary: TemporarySandbox | undefined;

afterEach(() => {
  temporary?.dispose();
  temporary = undefined;
});

// The engine stops at the first refusal: one program for each.
describe("what the providers refuse", () => {
  it.each([
    ["refused", 'Bucket name "Not A Bucket" has 12 characters; S3 takes 3 to 63'],
    ["imported", 'aws:iam/role:Role "some-role" cannot be imported or looked up'],
  ])("fails the preview of %s with the thing, the value, the limit and the remedy", async (name, refusal) => {
    temporary = await openTemporary(name);
    const { code, stdout, stderr } = await temporary.sandbox.run([
      "preview",
      "--stack",
      "dev",
      "--non-interactive",
    ]);
    expect(code).not.toBe(0);
    expect(`${stdout}${stderr}`).toContain(refusal);
  });
});
