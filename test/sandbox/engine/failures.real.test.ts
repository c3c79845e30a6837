import { afterEach, describe, expect, it } from "vitest";
import { type TemporarySandbox, openTemporary } from "./temporary-sandbox";

let temporary: TemporarySandbox | undefined;

afterEach(() => {
  temporary?.dispose();
  temporary = undefined;
});

describe("what the providers refuse", () => {
  it("fails the preview with the thing, the value, the limit and the remedy", async () => {
    temporary = await openTemporary("refused");
    const { code, stdout, stderr } = await temporary.sandbox.run([
      "preview",
      "--stack",
      "dev",
      "--non-interactive",
    ]);
    expect(code).not.toBe(0);
    const output = `${stdout}${stderr}`;
    expect(output).toContain('Bucket name "Not A Bucket" has 12 characters; S3 takes 3 to 63');
    expect(output).toContain('aws:iam/role:Role "some-role" cannot be imported or looked up');
  });
});
