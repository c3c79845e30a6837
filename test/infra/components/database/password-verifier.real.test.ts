import { readFileSync } from "node:fs";
import * as pulumi from "@pulumi/pulumi";
import { Client } from "pg";
import { afterAll, beforeAll, expect, it } from "vitest";
import { z } from "zod";
import { ApplicationLogin } from "../../../../infra/components/database/application-login";
import { DatabaseRoles } from "../../../../infra/components/database/database-roles";
import { scramVerifier } from "../../../../infra/components/database/password-verifier";
import { databaseBackend } from "../../../../sandbox/drill/database-backend";
import type { PropertyMap } from "../../../../sandbox/providers/value";
import { startPostgres, type Postgres } from "../../../../sandbox/servers/postgres";
import { roleOperation } from "../../../sandbox/drill/operations";
import { describeReal } from "../../../support/describe-real";
import { declared, type Registered } from "../../../support/pulumi-mocks";

const roleInputs = z.looseObject({ name: z.string(), password: z.string() });
/** Of any role: what logs in, and the role that the application acts as. */
const anyRole = z.object({
  name: z.string(),
  login: z.boolean(),
  password: z.string().optional(),
  roles: z.array(z.string()).optional(),
});

/** Passwords by login, none of them easy to quote. */
const passwords: Readonly<Record<string, string>> = {
  library_backup: "backup's \\ word $1",
  library_restore: "restore word",
  library_migrate: "SCRAM-SHA-256$ is no prefix",
  library_monitor: "m".repeat(200),
  library_app: "~ app word ~",
};
const known = { owner: "librarian", application: "library_application" };
const given = (name: string) => ({ name, password: pulumi.secret(passwords[name] ?? "") });

async function roles(): Promise<readonly Registered[]> {
  const { resources } = await declared(() => {
    const { provider } = new DatabaseRoles("library-database", {
      host: "library.db.example.com",
      port: 5432,
      sslMode: "require",
      adminUser: "postgres",
      adminPassword: pulumi.secret("admin-word"),
      known,
      bypassesRowSecurity: true,
      dependsOn: [],
      logins: (["backup", "restore", "migrate", "monitor"] as const).map((login) => ({
        login,
        ...given(`library_${login}`),
      })),
    });
    const rights = { login: true, connectionLimit: 5, dependsOn: [], known };
    new ApplicationLogin("library-login", { provider, ...rights, ...given("library_app") });
  });
  return resources.all("postgresql:index/role:Role");
}

describeReal("the verifiers of logins, on a server that logs every statement", ["postgresql"], () => {
  let server: Postgres;
  let made: readonly Registered[];

  beforeAll(async () => {
    server = await startPostgres({ settings: { log_statement: "all" } });
    await server.sql("postgres", "CREATE ROLE librarian NOLOGIN");
    const all = await roles();
    made = all.filter(({ inputs }) => inputs["login"] === true);
    const backend = databaseBackend();
    const { host, port, password } = server;
    const admin: PropertyMap = { host, port: String(port), sslmode: "require", password };
    for (const { inputs } of all) await backend.create(roleOperation(admin, anyRole.parse(inputs)));
  });
  afterAll(() => server.stop());

  async function logIn(user: string, password: string): Promise<void> {
    const { host, port } = server;
    const client = new Client({
      ...{ host, port, user, password, database: "postgres" },
      ssl: { rejectUnauthorized: false },
    });
    client.on("error", () => undefined);
    try {
      await client.connect();
    } finally {
      await client.end();
    }
  }

  it("let each login in by its password, and by no other", async () => {
    expect(made).toHaveLength(Object.keys(passwords).length);
    for (const [name, password] of Object.entries(passwords)) {
      await logIn(name, password);
      await expect(logIn(name, `${password}!`)).rejects.toThrow("password authentication failed");
    }
  });

  it("are what the server keeps, and no password is in its log", async () => {
    const kept = await server.sql("postgres", "SELECT rolname, rolpassword FROM pg_authid ORDER BY rolname");
    const log = readFileSync(server.logFile, "utf8");
    for (const { inputs } of made) {
      const { name, password } = roleInputs.parse(inputs);
      expect(kept).toContainEqual({ rolname: name, rolpassword: password });
      expect(log).toContain(password);
      const word = passwords[name] ?? "";
      expect(log).not.toContain(word);
      expect(log).not.toContain(word.replaceAll("'", "''"));
    }
  });

  it("are the same each time, secret, and of one login", async () => {
    const words = (list: readonly Registered[]) =>
      new Map(list.map(({ inputs }) => [inputs["name"], inputs["password"]]));
    const again = words(await roles());
    expect(made.map(({ inputs }) => again.get(inputs["name"]))).toEqual(
      made.map(({ inputs }) => inputs["password"]),
    );
    expect(made.map(({ secretPaths }) => secretPaths)).toEqual(made.map(() => ["password"]));
    expect(await scramVerifier("one", "word")).not.toBe(await scramVerifier("other", "word"));
  });

  it("log nobody in", async () => {
    const [first] = made;
    const { name, password } = roleInputs.parse(first?.inputs);
    await expect(logIn(name, password)).rejects.toThrow("password authentication failed");
  });
});
