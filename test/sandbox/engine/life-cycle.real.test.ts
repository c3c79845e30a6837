import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { z } from "zod";
import { type TemporarySandbox, fixture, openTemporary } from "./temporary-sandbox";

const password = `throw-away-${Math.random().toString(36).slice(2)}`;

let temporary: TemporarySandbox;
let home: string;

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), "lifeboat-home-"));
  vi.stubEnv("HOME", home);
  vi.stubEnv("PULUMI_HOME", join(home, "users-own"));
  vi.stubEnv("PULUMI_BACKEND_URL", `file://${home}/users-own-state`);
  vi.stubEnv("AWS_REGION", "eu-central-1");
  const secrets = () => ({ "fixture-vault:password": () => password });
  temporary = await openTemporary("vault", { values: { dev: { secrets, overrides: {} } } });
});
afterAll(() => {
  temporary.dispose();
  vi.unstubAllEnvs();
  rmSync(home, { recursive: true, force: true });
});

/** What is read of a stack's state. */
const stateSchema = z.object({
  deployment: z.object({ resources: z.array(z.object({ sourcePosition: z.string().optional() })) }),
});
const source = readFileSync(join(fixture("vault"), "index.ts"), "utf8").split("\n");

/** Runs the CLI on the stack and checks how it ended. */
async function pulumi(args: readonly string[], code = 0): Promise<string> {
  const result = await temporary.sandbox.run([...args, "--stack", "dev", "--non-interactive"]);
  const all = `${result.stdout}${result.stderr}`;
  expect(result.code, all).toBe(code);
  expect(all).not.toContain(password);
  return all;
}

describe("the life of a stack, with the real engine", () => {
  it("previews what it would create, with what cannot be known yet", async () => {
    const output = await pulumi(["preview"]);
    for (const type of ["aws:kms:Key key", "aws:s3:Bucket backups", "kubernetes:core/v1:Secret password"]) {
      expect(output).toContain(` +  ${type} create`);
    }
    expect(output).toMatch(/keyArn +: \[unknown\]/);
    expect(output).toMatch(/secretData +: \[secret\]/);
    expect(output).toContain("+ 8 to create");
  });

  it("shows the SDK's debug messages to who asks for them, and to no one else", async () => {
    expect(await pulumi(["preview"])).not.toContain("RegisterResource RPC");
    expect(await pulumi(["preview", "--debug"])).toContain("RegisterResource RPC prepared");
  });

  it("creates it, each resource with its own provider's region", async () => {
    const output = await pulumi(["up", "--yes", "--skip-preview"]);
    expect(output).toMatch(/keyArn +: "arn:aws:kms:us-east-1:123456789012:key\/mrk-[0-9a-f]{32}"/);
    expect(output).toMatch(/roleArn +: "arn:aws:iam::123456789012:role\/writer-[0-9a-f]{7}"/);
    expect(output).toMatch(/replicaRegion *: "us-west-2"/);
    expect(output).toContain("+ 8 created");
  });

  it("knows where in the sources each resource stands", async () => {
    const exported: unknown = JSON.parse(await pulumi(["stack", "export"]));
    const { deployment } = stateSchema.parse(exported);
    const positions = deployment.resources.map(({ sourcePosition = "" }) => sourcePosition);
    for (const name of ["key", "backups", "replica"]) {
      const line = source.findIndex((text) => text.includes(`("${name}", {`)) + 1;
      expect(positions.filter((at) => at.includes(`/vault/index.ts#${line},`))).toHaveLength(1);
    }
  });

  it("finds nothing to do the second time, nor after a refresh", async () => {
    await pulumi(["up", "--yes", "--skip-preview", "--expect-no-changes"]);
    await pulumi(["refresh", "--yes", "--skip-preview", "--expect-no-changes"]);
  });

  it("keeps the secret out of everything that it writes", async () => {
    const files = readdirSync(temporary.folder, { recursive: true, encoding: "utf8" })
      .map((file) => join(temporary.folder, file))
      .filter((file) => statSync(file).isFile());
    expect(files.some((file) => file.endsWith("dev.json"))).toBe(true);
    for (const file of files) expect(readFileSync(file).includes(password), file).toBe(false);
    const shown = await temporary.sandbox.run(["config", "get", "password", "--stack", "dev"]);
    expect(shown.stdout.trim()).toBe(password);
  });

  it("replaces the bucket that gets another name, and what cannot change with it", async () => {
    await pulumi(["config", "set", "bucket", "fixture-renamed"]);
    const output = await pulumi(["preview", "--diff"]);
    expect(output).toMatch(/\+-aws:s3\/bucket:Bucket: \(replace\)/);
    expect(output).toMatch(/~ bucket *: "fixture-backups" => "fixture-renamed"/);
    expect(output).toContain("+-2 to replace");
    await pulumi(["up", "--yes", "--skip-preview"]);
    await pulumi(["preview", "--expect-no-changes"]);
  });

  it("destroys it", async () => {
    expect(await pulumi(["destroy", "--yes", "--skip-preview"])).toContain("- 8 deleted");
  });

  it("leaves the user's home alone", () => {
    expect(readdirSync(home)).toEqual([]);
  });
});
