import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { rules } from "../../policies/rules";
import { policyPackArgs } from "../../sandbox/engine/policy-pack";
import { openSandbox, type Sandbox } from "../../sandbox/engine/sandbox";

const root = join(__dirname, "../..");
const values = { secrets: () => ({}), overrides: {} };

/** What a tutorial leaves out of recovery, alerts, traffic and database servers. */
const left = [
  "backup-is-verified-and-rehearsed",
  "backup-declares-its-objectives",
  "backup-has-its-alerts",
  "alert-waits-before-it-fires",
  "alert-names-its-severity",
  "alert-links-to-its-runbook",
  "autoscaler-has-its-target",
  "disruption-budget-lets-nodes-drain",
  "database-server-is-not-public",
  "database-server-is-encrypted",
  "database-server-keeps-backups",
  "failover-record-is-health-checked",
  "failover-record-has-short-ttl",
  "failover-record-has-its-peer",
  "zone-demands-modern-tls",
  "zone-redirects-to-https",
  "zone-encrypts-to-its-origin",
  "command-keeps-its-files-private",
  "cloudflare-token-is-scoped",
];

describe("the pack on a stack as a tutorial would write it", () => {
  const folder = mkdtempSync(join(tmpdir(), "lifeboat-naive-"));
  let sandbox: Sandbox | undefined;

  beforeAll(async () => {
    sandbox = await openSandbox({
      root,
      folder,
      source: join(__dirname, "naive"),
      values: { prod: values, dev: values },
      tell: () => undefined,
    });
  }, 600_000);
  afterAll(() => {
    sandbox?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function preview(stack: string, given?: readonly string[]) {
    const pack = given ?? (await policyPackArgs(root));
    const result = await sandbox?.run([
      "preview",
      "--stack",
      stack,
      "--non-interactive",
      "--color",
      "never",
      ...pack,
    ]);
    const text = `${result?.stdout ?? ""}${result?.stderr ?? ""}`;
    const reported = (level: string) =>
      rules.map(({ name }) => name).filter((name) => new RegExp(`\\[${level}\\].* ${name} `).test(text));
    return { code: result?.code, text, reported };
  }

  it("refuses prod for at least 20 distinct violations", async () => {
    const { code, text, reported } = await preview("prod");
    expect(code, text).not.toBe(0);
    expect(reported("mandatory").length, text).toBeGreaterThanOrEqual(20);
    expect(reported("mandatory"), text).toEqual(expect.arrayContaining(left));
    expect(text).toContain("Bucket database-backups: versioning is absent; Enabled is required");
    expect(text).toContain("Instance database: publiclyAccessible is true");
    expect(text).toContain("PrometheusRule alerts: alert BackupFailed has for absent");
    expect(text).toContain("CronJob database-backup: no alert on its absence");
    expect(text).toContain("restricts day of month and day of week, and so runs on either");
  }, 120_000);

  it("only advises a stack of another name", async () => {
    const { code, text, reported } = await preview("dev");
    expect(code, text).toBe(0);
    expect(reported("mandatory"), text).toEqual([]);
    expect(reported("advisory").length, text).toBeGreaterThanOrEqual(20);
  }, 120_000);

  it("says what it cannot decide, where a value is known to an update only", async () => {
    const { text } = await preview("prod");
    expect(text).toMatch(/\[advisory\].* environment-holds-no-secret /);
    expect(text).toContain(
      'undecided, spec.jobTemplate.spec.template.spec.containers[0].env[2].value is not known at preview; "pulumi up" decides',
    );
  }, 120_000);

  it("runs from its package in an empty folder, and takes no configuration that is for nothing", async () => {
    const empty = join(folder, "empty");
    mkdirSync(empty);
    // As typed in a shell: the runner of these tests hands its own settings on.
    const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name)));
    const npm = (cwd: string, ...args: readonly string[]) =>
      execFileSync("npm", [...args, "--no-audit", "--no-fund"], {
        cwd,
        env,
        encoding: "utf8",
        stdio: "pipe",
      });
    // A copy: other tests' engines read the build in the repository's folder meanwhile.
    const copy = join(folder, "copy");
    for (const name of ["policies", "lib", "LICENSE"])
      cpSync(join(root, name), join(copy, name), {
        recursive: true,
        filter: (path) => !path.endsWith("/bin"),
      });
    symlinkSync(join(root, "node_modules"), join(copy, "node_modules"));
    const archive =
      npm(join(copy, "policies"), "pack", "--pack-destination", empty).trim().split("\n").at(-1) ?? "";
    const files = execFileSync("tar", ["-tzf", join(empty, archive)], { encoding: "utf8" })
      .trim()
      .split("\n");
    const contents = [
      "LICENSE",
      "PulumiPolicy.yaml",
      "README.md",
      "bin/index.js",
      "bin/recovery-labels.d.ts",
      "bin/recovery-labels.js",
      "package.json",
      "recovery.json",
    ];
    expect(files.map((name) => name.replace(/^package\//, "")).sort()).toEqual(contents.sort());
    npm(empty, "install", `./${archive}`);
    const tags = 'JSON.stringify(require("lifeboat-policies/labels").recoveryTags("backup"))';
    expect(execFileSync("node", ["-p", tags], { cwd: empty, encoding: "utf8" }).trim()).toBe(
      '{"purpose":"backup"}',
    );
    const config = join(empty, "config.json");
    const own = {
      "pack-settings": { mandatoryStacks: ["d?v"], profiles: ["general", "recovery"] },
      "key-deletion-waits": { minimumDay: 7 },
    };
    writeFileSync(config, JSON.stringify({ ...own, "key-rotates": "disabled" }));
    const { code, text, reported } = await preview("dev", [
      ...["--policy-pack", join(empty, "node_modules/lifeboat-policies")],
      ...["--policy-pack-config", config],
    ]);
    expect(code, text).not.toBe(0);
    expect(text).not.toContain(" key-rotates ");
    expect(text).toContain("key-deletion-waits: no setting minimumDay; its settings are");
    expect(reported("mandatory").length, text).toBeGreaterThanOrEqual(20);
  }, 300_000);
});
