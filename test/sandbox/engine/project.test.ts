import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { readSettings, settingsFile, syncProject } from "../../../sandbox/engine/project";
import type { SandboxValues } from "../../../sandbox/engine/sandbox-values";

const values: SandboxValues = {
  dev: { secrets: () => ({}), overrides: { "app:endpoint": "http://127.0.0.1" } },
};

let folder: string;
let target: string;
let lines: string[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "lifeboat-project-"));
  target = join(folder, "target");
  lines = [];
  writeFileSync(join(folder, "Pulumi.yaml"), "name: app\nruntime: nodejs\nmain: infra/index.ts\n");
  genuine("app:posture: passive");
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function genuine(...settings: string[]): void {
  const head = "secretsprovider: awskms://alias/x\nencryptedkey: abc\nconfig:\n";
  writeFileSync(settingsFile(folder, "dev"), head + settings.map((line) => `  ${line}\n`).join(""));
}

function sync(): Record<string, unknown> {
  syncProject({ folder, values }, target, (line) => lines.push(line));
  return { ...readSettings(settingsFile(target, "dev")) };
}

describe("syncProject", () => {
  it("points back to the genuine program", () => {
    sync();
    expect(parse(readFileSync(join(target, "Pulumi.yaml"), "utf8"))).toMatchObject({
      name: "app",
      main: join(folder, "infra/index.ts"),
    });
  });

  it("copies the settings without their secrets provider and its secrets", () => {
    genuine("app:posture: passive", "app:password:", "  secure: v1:ciphertext");
    expect(sync()).toEqual({ "app:posture": "passive", "app:endpoint": "http://127.0.0.1" });
    expect(readFileSync(settingsFile(target, "dev"), "utf8")).not.toMatch(
      /secretsprovider|encryptedkey|ciphertext/,
    );
  });

  it("keeps own values and what the CLI wrote, and carries genuine changes over", () => {
    sync();
    writeFileSync(
      settingsFile(target, "dev"),
      "encryptionsalt: v1:salt\nconfig:\n  app:posture: active\n  app:endpoint: http://127.0.0.1\n  app:secret:\n    secure: v1:x\n",
    );
    genuine("app:posture: passive", "app:region: us-west-2");
    expect(sync()).toEqual({
      "app:posture": "active",
      "app:endpoint": "http://127.0.0.1",
      "app:region": "us-west-2",
      "app:secret": { secure: "v1:x" },
    });
    expect(readFileSync(settingsFile(target, "dev"), "utf8")).toContain("encryptionsalt: v1:salt");
    expect(lines).toEqual([]);
  });

  it("tells when an own value hides a genuine change", () => {
    sync();
    writeFileSync(settingsFile(target, "dev"), "config:\n  app:posture: active\n");
    genuine("app:posture: safe");
    expect(sync()["app:posture"]).toBe("active");
    expect(lines).toEqual([expect.stringContaining("dev: app:posture changed in Pulumi.dev.yaml")]);
  });

  it("writes nothing when nothing has changed", () => {
    sync();
    const own = settingsFile(target, "dev");
    writeFileSync(own, `# untouched\n${readFileSync(own, "utf8")}`);
    sync();
    expect(readFileSync(own, "utf8")).toMatch(/^# untouched/);
  });
});
