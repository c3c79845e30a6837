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

/** Passwords by login, none of them easy to quote. */
const passwords: Readonly<Record<string, string>> = {
  library_backup: "backup's \\ word $1",
  library_restore: "restore word",
  library_migrate: "SCRAM-SHA-256$ is no prefix",
  library_monitor: "m".repeat(200),
  library_app: "~ app word ~",
};
const given = (name: string) => ({ name, password: pulumi.secret(passwords[name] ?? "") });

async function roles(): Promise<readonly Registered[]> {
  const { resources } = await declared(() => {
    const { provider } = new DatabaseRoles("library-database", {
      host: "library.db.example.com",
      port: 5432,
      sslMode: "require",
      adminUser: "postgres",
      adminPassword: pulumi.secret("admin-word"),
      ownerRole: "librarian",
      logins: {
        backup: given("library_backup"),
        restore: given("library_restore"),
        migrate: given("library_migrate"),
        monitor: given("library_monitor"),
      },
    });
    const rights = { login: true, connectionLimit: 5, dependsOn: [] };
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
    made = await roles();
    const backend = databaseBackend();
    const { host, port, password } = server;
    const admin: PropertyMap = { host, port: String(port), sslmode: "require", password };
    for (const { inputs } of made) {
      const {
        name,
        password: verifier,
        roles: memberships,
      } = roleInputs.extend({ roles: z.array(z.string()) }).parse(inputs);
      await backend.create(
        roleOperation(admin, { name, password: verifier, login: true, roles: memberships }),
      );
    }
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
    expect((await roles()).map(({ inputs }) => inputs["password"])).toEqual(
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
