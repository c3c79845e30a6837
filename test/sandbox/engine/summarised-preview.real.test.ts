import { existsSync, readdirSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { summarisedPreview } from "../../../sandbox/engine/summarised-preview";
import { fixture, openTemporary, type TemporarySandbox } from "./temporary-sandbox";

let temporary: TemporarySandbox;

beforeAll(async () => {
  const secrets = () => ({ "fixture-vault:password": () => "throw-away" });
  temporary = await openTemporary("vault", { values: { dev: { secrets, overrides: {} } } });
});
afterAll(() => {
  temporary.dispose();
});

const preview = (...more: readonly string[]) =>
  summarisedPreview(temporary.sandbox, ["preview", "--stack", "dev", ...more], ["backups"]);

const pulumi = async (...args: readonly string[]): Promise<void> => {
  const { code, stdout, stderr } = await temporary.sandbox.run([...args, "--stack", "dev"]);
  expect(code, stdout + stderr).toBe(0);
};

describe("a preview by the real engine, summarised", () => {
  it("counts and names what would be created", async () => {
    const { code, stdout } = await preview();
    expect(code, stdout).toBe(0);
    expect(stdout).toMatch(/^dev +create /);
    expect(stdout).toMatch(/^all +8 +0 +0 +0 +0$/m);
    expect(stdout).toMatch(/^backups +1 +0 +0 +0 +0$/m);
    expect(stdout).toContain("\n+ key (aws:kms/key:Key)\n");
    expect(stdout).toContain("\npolicies: none applied\n");
  });

  it("names what would be replaced, and by which property", async () => {
    await pulumi("up", "--yes", "--skip-preview");
    expect((await preview()).stdout).toMatch(/^all +0 +0 +0 +0 +8$/m);
    await pulumi("config", "set", "bucket", "fixture-renamed");
    const { stdout } = await preview();
    expect(stdout).toMatch(/^all +0 +0 +2 +0 +6$/m);
    expect(stdout).toMatch(/^\+- backups \(aws:s3\/bucket:Bucket\): bucket/m);
  });

  it("ends with what the policies refuse, and the CLI's exit code", async () => {
    const pack = ["--policy-pack", fixture("typed-policies")];
    const { code, stdout } = await preview(...pack, "--config", "bucket=fixture-backups");
    expect(code).not.toBe(0);
    expect(stdout).toMatch(
      /policies: typed \S+: 1 violation\n {2}mandatory: no-fixture-backups: backups: [^]*seen by a pack in TypeScript/,
    );
  });

  it("ends with the program's error", async () => {
    await pulumi("config", "rm", "password");
    const { code, stdout } = await preview();
    expect(code).not.toBe(0);
    expect(stdout.split("\n\n").at(-1)).toMatch(/^error: [^]*'fixture-vault:password'/);
  });

  it("has what the CLI says of a failure, which is in no event", async () => {
    const { code, stdout, stderr } = await preview("--policy-pack", "/nosuch");
    expect(code).not.toBe(0);
    expect(stdout + stderr).toContain("/nosuch");
    expect(stdout).toMatch(/^incomplete:/);
  });

  it("shows what the CLI says where the engine never began", async () => {
    const { code, stdout, stderr } = await preview("--no-such-option");
    expect(code).not.toBe(0);
    expect(stdout + stderr).toContain("unknown flag: --no-such-option");
  });

  it("leaves no log of events behind", () => {
    expect(existsSync(temporary.sandbox.paths.folder)).toBe(true);
    expect(readdirSync(temporary.sandbox.paths.folder).filter((name) => name.startsWith("preview-"))).toEqual(
      [],
    );
  });
});
