import { chmodSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { jackpotService } from "../../../infra/catalog/jackpot-service";
import { exportContexts, exportDatabase } from "../../../infra/runbook/command";
import { stepsOf } from "../../../infra/runbook/steps";
import { cliEnvironment } from "../../../sandbox/engine/environment";
import type { Sandbox } from "../../../sandbox/engine/sandbox";
import { temporaryDirectory } from "../../../sandbox/servers/at-exit";
import { mustOn, openServiceSandbox } from "../../support/service-sandbox";
import { runShell } from "../../support/shell";

const config = z.record(
  z.string(),
  z.object({ value: z.string().optional(), objectValue: z.unknown().optional() }),
);
const byName = z.record(z.string(), z.unknown());
const logins = z.object({ admin: z.string() });

const NAMES = ["PROD", "DR", "PGHOST", "PGPORT", "PGSSLMODE", "PGSSLROOTCERT", "PGUSER", "PGPASSWORD"];

describe("the variables at the top of a runbook page, from the real CLI", () => {
  const folder = temporaryDirectory("runbook-variables");
  const place = {
    service: jackpotService,
    namespace: "jackpot-service",
    monitoring: "monitoring",
    stack: "prod",
  };
  let sandbox: Sandbox;

  beforeAll(async () => {
    sandbox = await openServiceSandbox(folder.path, [jackpotService.id]);
    const program = join(folder.path, "pulumi");
    writeFileSync(program, `#!/bin/sh\nexec ${sandbox.cli.path} "$@"\n`);
    chmodSync(program, 0o755);
  });
  afterAll(() => {
    sandbox.close();
    folder.remove();
  });

  /** Runs lines as they are typed, in the checkout. */
  async function run(lines: readonly string[]): Promise<string> {
    const passphrase = readFileSync(sandbox.paths.passphrase, "utf8");
    const env = cliEnvironment(sandbox.paths, passphrase, process.env);
    const { code, stdout, stderr } = await runShell([`cd ${sandbox.paths.project}`, ...lines].join("\n"), {
      ...env,
      PATH: `${folder.path}:${env["PATH"] ?? ""}`,
    });
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    return stdout;
  }
  /** What a shell has in them after the lines of the page, typed in the checkout; and what it says meanwhile. */
  async function typed(stack: string) {
    const lines = [...exportContexts(["prod", "dr"]), ...exportDatabase({ ...place, stack })].map(
      ({ text }) => text,
    );
    const stdout = await run([...lines, ...NAMES.map((name) => `printf '%s\\n' "$${name}"`)]);
    return Object.fromEntries(
      stdout
        .trimEnd()
        .split("\n")
        .map((value, index) => [NAMES[index] ?? "", value]),
    );
  }
  const must = (stack: string, ...args: readonly string[]) => mustOn(sandbox, stack, ...args);
  /** What the stack's config has. */
  async function configured(stack: string) {
    const values = config.parse(JSON.parse(await must(stack, "config", "--json", "--show-secrets")));
    const of = (key: string) => byName.parse(values[key]?.objectValue)[jackpotService.id];
    return {
      context: values["kubernetes:context"]?.value,
      host: of("lifeboat:databaseHosts"),
      password: logins.parse(of("lifeboat:databaseSecrets")).admin,
    };
  }

  it.each(["prod", "dr"])(
    "name the cluster, the server and the login of %s, where config sets only what it must",
    async (stack) => {
      const own = await configured(stack);
      expect(own.password).toMatch(/.{8}/);
      for (const key of ["sslMode", "databaseAdminUser", "databasePorts"])
        await must(stack, "config", "rm", `lifeboat:${key}`);
      expect(await typed(stack)).toEqual({
        PROD: (await configured("prod")).context,
        DR: (await configured("dr")).context,
        PGHOST: own.host,
        PGPORT: "5432",
        PGSSLMODE: "require",
        PGSSLROOTCERT: "",
        PGUSER: "lifeboat_admin",
        PGPASSWORD: own.password,
      });
    },
  );

  it("have beside them a roll-back that the stack keeps, by the lines of its remedy", async () => {
    const image = `registry.internal/jackpot-service@sha256:${"5a".repeat(32)}`;
    const { remedy } = stepsOf("HighErrorRate", place);
    const kept = remedy.map(({ text }) => text).filter((text) => text.includes(" config set "));
    expect(kept).toHaveLength(1);
    await run([`image=${image}`, ...kept]);
    const images = JSON.parse(await must("prod", "config", "get", "lifeboat:images")) as unknown;
    expect(byName.parse(images)["jackpot-service"]).toBe(image);
    expect(Object.keys(byName.parse(images)).length).toBeGreaterThan(5);
  });

  it("are those of config where it sets the port, the mode or the administrator", async () => {
    await must("prod", "config", "set", "--path", `lifeboat:databasePorts.${jackpotService.id}`, "6543");
    await must("prod", "config", "set", "lifeboat:sslMode", "disable");
    await must("prod", "config", "set", "lifeboat:databaseAdminUser", "postgres");
    expect(await typed("prod")).toMatchObject({ PGPORT: "6543", PGSSLMODE: "disable", PGUSER: "postgres" });
  });
});
