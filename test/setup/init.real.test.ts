import { spawnSync } from "node:child_process";
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { loginNames } from "../../infra/catalog/logins";
import { acquireCli } from "../../sandbox/engine/cli";
import { repositoryRoot, sandboxPaths } from "../../sandbox/engine/paths";

const ROOT = repositoryRoot(__dirname);
/** Thirty runs of the CLI. */
const RUN_MILLISECONDS = 240_000;
const DIGEST = `sha256:${"5a".repeat(32)}`;

const stackFile = z.object({
  encryptionsalt: z.string(),
  config: z.record(z.string(), z.unknown()),
});

describe("npm run init, with the genuine CLI and a backend of files", () => {
  const folder = mkdtempSync(join(tmpdir(), "lifeboat-init-"));
  const project = join(folder, "project");
  let env: NodeJS.ProcessEnv;

  beforeAll(async () => {
    const { path } = await acquireCli(ROOT, sandboxPaths(join(ROOT, ".sandbox")).cache, () => undefined);
    for (const made of ["project", "bin", "state", "home"]) mkdirSync(join(folder, made));
    symlinkSync(path, join(folder, "bin", "pulumi"));
    for (const file of ["Pulumi.yaml", "Pulumi.prod.yaml", "Pulumi.dr.yaml"])
      copyFileSync(join(ROOT, file), join(project, file));
    env = {
      PATH: [join(folder, "bin"), process.env["PATH"] ?? ""].join(delimiter),
      HOME: join(folder, "home"),
      PULUMI_HOME: join(folder, "home"),
      PULUMI_BACKEND_URL: `file://${join(folder, "state")}`,
      PULUMI_CONFIG_PASSPHRASE: "throw-away",
      PULUMI_SKIP_UPDATE_CHECK: "true",
      LIFEBOAT_PROJECT: project,
    };
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  const run = (...args: readonly string[]) => {
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      ["--import", "tsx", join(ROOT, "setup", "main.ts"), ...args],
      { cwd: ROOT, env, encoding: "utf8" },
    );
    return { status, stdout, stderr };
  };
  const fileOf = (stack: string) =>
    stackFile.parse(parse(readFileSync(join(project, `Pulumi.${stack}.yaml`), "utf8")));
  const pulumi = (...args: readonly string[]): string =>
    spawnSync("pulumi", args, { cwd: project, env, encoding: "utf8" }).stdout;

  const ANSWERS = [
    ...["--secrets-provider", "passphrase", "--dr-secrets-provider", "passphrase"],
    ...["--context", "one", "--dr-context", "two", "--region", "eu-west-1", "--dr-region", "eu-central-1"],
    ...["--account", "210987654321", "--suffix", "acme", "--services", "jackpot-service"],
    ...[
      "--issuer",
      "oidc.eks.eu-west-1.amazonaws.com/id/A1",
      "--dr-issuer",
      "oidc.eks.eu-central-1.amazonaws.com/id/B2",
    ],
    ...["--runbooks", "https://git.internal/docs/runbook", "--job-image", `registry.internal/jobs@${DIGEST}`],
    ...[
      "--recipients",
      `age1${"q".repeat(58)}`,
      "--ingress",
      "in.one.internal",
      "--dr-ingress",
      "in.two.internal",
    ],
  ];

  it("names every answer that it lacks, without a terminal, and changes nothing", () => {
    const before = readFileSync(join(project, "Pulumi.prod.yaml"), "utf8");
    const { status, stderr } = run("--suffix", "acme");
    expect(status).toBe(2);
    for (const option of ["--account", "--context", "--dr-context", "--secrets-provider"])
      expect(stderr).toContain(`${option}: is missing`);
    expect(stderr).not.toContain("--suffix: is missing");
    expect(readFileSync(join(project, "Pulumi.prod.yaml"), "utf8")).toBe(before);
  });

  it(
    "makes two stacks with their secrets providers, and passwords that are encrypted and the same on both",
    () => {
      const { status, stdout, stderr } = run(...ANSWERS, "--generate-passwords");
      expect(status, stderr).toBe(0);
      expect(stdout).toContain("prod: the stack was made, with the secrets provider passphrase");
      expect(stdout).toContain(`${loginNames.length * 2} passwords were set`);
      for (const [stack, region, other] of [
        ["prod", "eu-west-1", ["lifeboat:replicaRegion", "eu-central-1"]],
        ["dr", "eu-central-1", ["lifeboat:primaryRegion", "eu-west-1"]],
      ] as const) {
        const { config } = fileOf(stack);
        expect(config).toMatchObject({
          "aws:region": region,
          [other[0]]: other[1],
          "lifeboat:bucketSuffix": "acme",
          "lifeboat:databaseSecrets": {
            "jackpot-service": Object.fromEntries(
              loginNames.map((login) => [login, { secure: expect.stringMatching(/^v1:/) as string }]),
            ),
          },
        });
        const text = readFileSync(join(project, `Pulumi.${stack}.yaml`), "utf8");
        expect(text).toContain("# What has one name for good");
        // The default of the CLI, which leaves it out: not the one of the committed file.
        expect(text).not.toContain("secretsprovider: awskms");
      }
      const password = (stack: string): string =>
        pulumi(
          "config",
          "get",
          "--path",
          "lifeboat:databaseSecrets.jackpot-service.app",
          "--stack",
          stack,
        ).trim();
      expect(password("prod")).toHaveLength(32);
      expect(password("dr")).toBe(password("prod"));
      expect(stdout).not.toContain(password("prod"));
    },
    RUN_MILLISECONDS,
  );

  it("says what is still missing, with commands that set it", () => {
    const { stdout } = run();
    expect(stdout).toContain("prod: still missing");
    expect(stdout).toContain(
      "pulumi config set --secret --path lifeboat:databaseSecrets.jackpot-service.admin --stack dr",
    );
    expect(stdout).not.toContain("databaseSecrets.jackpot-service.backup");
    expect(stdout).not.toContain("kyb-platform");
  });

  it(
    "changes nothing the second time, and no value of one's own",
    () => {
      const files = () =>
        ["prod", "dr"].map((stack) => readFileSync(join(project, `Pulumi.${stack}.yaml`), "utf8"));
      const before = files();
      const again = run(...ANSWERS, "--generate-passwords");
      expect(again.stdout).toContain("0 passwords were set");
      expect(again.stdout).toContain("prod: the stack is there already");
      expect(files()).toEqual(before);
      const { stdout } = run("--suffix", "globex");
      expect(stdout).toContain("prod: lifeboat:bucketSuffix: kept acme; --replace overwrites it");
      expect(files()).toEqual(before);
      expect(run("--suffix", "globex", "--replace").stdout).toContain(
        "prod: lifeboat:bucketSuffix: replaced, was acme",
      );
      expect(fileOf("dr").config["lifeboat:bucketSuffix"]).toBe("globex");
    },
    RUN_MILLISECONDS,
  );

  it(
    "gives a stack that lacks a password the other's",
    () => {
      const login = "lifeboat:databaseSecrets.jackpot-service.backup";
      pulumi("config", "rm", "--path", login, "--stack", "dr");
      expect(run("--generate-passwords").stdout).toContain("1 passwords were set");
      const [prod, dr] = ["prod", "dr"].map((stack) =>
        pulumi("config", "get", "--path", login, "--stack", stack),
      );
      expect(dr).toBe(prod);
      expect(prod?.trim()).toHaveLength(32);
    },
    RUN_MILLISECONDS,
  );

  it(
    "takes answers from the bootstrap stack, but for those that are given",
    () => {
      const bootstrap = join(project, "infra", "bootstrap");
      mkdirSync(bootstrap, { recursive: true });
      copyFileSync(join(ROOT, "infra/bootstrap/Pulumi.yaml"), join(bootstrap, "Pulumi.yaml"));
      const on = (...args: readonly string[]) =>
        spawnSync("pulumi", ["-C", bootstrap, ...args], { env, encoding: "utf8" });
      on("stack", "init", "account");
      expect(run("--from-bootstrap").stderr).toContain("pulumi -C infra/bootstrap up --stack account");
      const urn = "urn:pulumi:account::lifeboat-bootstrap::pulumi:pulumi:Stack::lifeboat-bootstrap-account";
      const init = { "--suffix": "initech", "--account": "109876543210", "--region": "eu-west-1" };
      const state = join(folder, "account.json");
      const exported = on("stack", "export").stdout;
      const { deployment } = z.looseObject({ deployment: z.looseObject({}) }).parse(JSON.parse(exported));
      const resources = [{ urn, custom: false, type: "pulumi:pulumi:Stack", outputs: { init } }];
      writeFileSync(state, JSON.stringify({ version: 3, deployment: { ...deployment, resources } }));
      expect(on("stack", "import", "--file", state).status).toBe(0);
      const { status, stdout, stderr } = run("--from-bootstrap", "--account", "210987654321", "--replace");
      expect(status, stderr).toBe(0);
      expect(stdout).toContain("dr: lifeboat:bucketSuffix: replaced, was globex");
      expect(fileOf("prod").config).toMatchObject({
        "lifeboat:bucketSuffix": "initech",
        "lifeboat:accountId": "210987654321",
      });
    },
    RUN_MILLISECONDS,
  );

  it("refuses what the stacks would differ in, and writes nothing", () => {
    const before = readFileSync(join(project, "Pulumi.prod.yaml"), "utf8");
    const { status, stderr } = run("--dr-region", "eu-west-1", "--dr-context", "one", "--replace");
    expect(status).toBe(2);
    expect(stderr).toMatch(
      /kubernetes:context: "one" on both stacks.*aws:region: "eu-west-1" on both.*Nothing was written/,
    );
    expect(readFileSync(join(project, "Pulumi.prod.yaml"), "utf8")).toBe(before);
  });

  it("says what the CLI says where it cannot make a stack", () => {
    writeFileSync(join(project, "Pulumi.yaml"), "name: [\n");
    const { status, stderr } = run();
    expect(status).toBe(1);
    expect(stderr).toMatch(/^init: pulumi stack ls/);
  });
});
