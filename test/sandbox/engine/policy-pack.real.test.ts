import { readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { policyPackArgs } from "../../../sandbox/engine/policy-pack";
import { fixture, openTemporary } from "./temporary-sandbox";

const root = fixture("policed");
const bundle = join(root, "policies", "bin", "index.js");
const secrets = () => ({ "fixture-vault:password": () => "throw-away" });

afterAll(() => {
  rmSync(join(root, "policies", "bin"), { recursive: true, force: true });
});

describe("policyPackArgs", () => {
  it("gives nothing where there is no pack", async () => {
    expect(await policyPackArgs(fixture("vault"))).toEqual([]);
  });

  it("builds the pack and leaves it alone while it is the same; the engine applies it, and one in TypeScript", async () => {
    const args = await policyPackArgs(root);
    expect(args).toEqual(["--policy-pack", join(root, "policies")]);
    expect(await policyPackArgs(root, "/p.json")).toEqual([...args, "--policy-pack-config", "/p.json"]);
    const [text, built] = [readFileSync(bundle, "utf8"), statSync(bundle).ino];
    await policyPackArgs(root);
    expect(statSync(bundle).ino).toBe(built);
    writeFileSync(bundle, "another pack");
    await policyPackArgs(root);
    expect(readFileSync(bundle, "utf8")).toBe(text);

    const temporary = await openTemporary("vault", { values: { dev: { secrets, overrides: {} } } });
    try {
      const command = ["preview", "--stack", "dev", "--non-interactive", ...args];
      const refused = await temporary.sandbox.run(command);
      expect(refused.code, refused.stderr).not.toBe(0);
      expect(refused.stdout).toContain("the bucket is named fixture-backups");
      const typed = ["--policy-pack", fixture("typed-policies")];
      const bySource = await temporary.sandbox.run([
        "preview",
        "--stack",
        "dev",
        "--non-interactive",
        ...typed,
      ]);
      expect(bySource.stdout).toContain("seen by a pack in TypeScript");
      await temporary.sandbox.run(["config", "set", "bucket", "fixture-other", "--stack", "dev"]);
      const accepted = await temporary.sandbox.run(command);
      expect(accepted.code, accepted.stdout + accepted.stderr).toBe(0);
    } finally {
      temporary.dispose();
    }
  });
});
