import * as pulumi from "@pulumi/pulumi";
import { beforeAll, describe, expect, it } from "vitest";
import { DatabaseRoles, type DatabaseRolesArgs } from "../../../../infra/components/database/database-roles";
import { declared, type Resources } from "../../../support/pulumi-mocks";

const ROLE = "postgresql:index/role:Role";

const args: DatabaseRolesArgs = {
  host: "library.db.example.com",
  port: 6432,
  sslMode: "require",
  adminUser: "lifeboat_admin",
  adminPassword: pulumi.secret("admin-word"),
  known: { owner: "librarian", application: "library_application" },
  bypassesRowSecurity: true,
  dependsOn: [],
  logins: (["backup", "restore", "migrate", "monitor"] as const).map((login) => ({
    login,
    name: `library_${login}`,
    password: pulumi.secret(`${login}-word`),
  })),
};

describe("DatabaseRoles", () => {
  let resources: Resources;
  beforeAll(async () => {
    ({ resources } = await declared(() => new DatabaseRoles("library-database", args)));
  });

  it("declares no password that the operator of the secret store sets", async () => {
    const logins = args.logins.map((one) => (one.login === "backup" ? { ...one, password: undefined } : one));
    const stored = { ...args, logins };
    const made = await declared(() => new DatabaseRoles("library-database", stored));
    expect(made.resources.one(ROLE, "library-database-backup").inputs).not.toHaveProperty("password");
    expect(made.resources.one(ROLE, "library-database-restore").inputs).toHaveProperty("password");
  });

  it("lets backup read all and create nothing", () => {
    expect(resources.one(ROLE, "library-database-backup").inputs).toMatchObject({
      name: "library_backup",
      login: true,
      superuser: false,
      createRole: false,
      createDatabase: false,
      connectionLimit: 4,
      bypassRowLevelSecurity: true,
      roles: ["librarian", "library_application", "pg_read_all_data", "pg_signal_backend", "pg_monitor"],
    });
  });

  it("bypasses row level security only where the administrator may grant it", async () => {
    const without = { ...args, bypassesRowSecurity: false };
    const made = await declared(() => new DatabaseRoles("library-database", without));
    for (const { inputs } of made.resources.all(ROLE))
      expect(inputs).not.toHaveProperty("bypassRowLevelSecurity");
    expect(resources.one(ROLE, "library-database-migrate").inputs).not.toHaveProperty(
      "bypassRowLevelSecurity",
    );
  });

  it("has a role that the application acts as, which nobody logs in with", () => {
    expect(resources.one(ROLE, "library-database-application").inputs).toMatchObject({
      name: "library_application",
      login: false,
      roles: ["pg_read_all_data", "pg_write_all_data"],
    });
  });

  it("lets restore create a database and end sessions, without being superuser", () => {
    expect(resources.one(ROLE, "library-database-restore").inputs).toMatchObject({
      name: "library_restore",
      login: true,
      superuser: false,
      createRole: false,
      createDatabase: true,
      connectionLimit: 4,
      roles: ["librarian", "library_application", "pg_signal_backend"],
    });
  });

  it("lets migrations change the schema as its owner, and no more", () => {
    expect(resources.one(ROLE, "library-database-migrate").inputs).toMatchObject({
      name: "library_migrate",
      login: true,
      superuser: false,
      createRole: false,
      createDatabase: false,
      roles: ["librarian"],
      assumeRole: "librarian",
    });
  });

  it("lets the exporter read statistics, and no row", () => {
    const { inputs } = resources.one(ROLE, "library-database-monitor");
    expect(inputs).toMatchObject({
      name: "library_monitor",
      login: true,
      superuser: false,
      createRole: false,
      createDatabase: false,
      connectionLimit: 3,
      roles: ["pg_monitor"],
    });
  });

  it("speaks to the server by its own provider, as the administrator", () => {
    expect(resources.one("pulumi:providers:postgresql", "library-database-server").inputs).toMatchObject({
      host: "library.db.example.com",
      port: "6432",
      sslmode: "require",
      username: "lifeboat_admin",
      superuser: "false",
    });
    expect(resources.all(ROLE).map(({ provider }) => provider)).toEqual([
      ...Array<string>(5).fill("library-database-server"),
    ]);
  });

  it("passes every password as a Pulumi secret, and a login's as its verifier", () => {
    expect(resources.one("pulumi:providers:postgresql").secretPaths).toContain("password");
    const roles = resources.all(ROLE).filter(({ inputs }) => inputs["login"] === true);
    for (const role of roles) expect(role.secretPaths, role.name).toEqual(["password"]);
    const kept = roles.map(({ inputs }) => inputs["password"]);
    for (const verifier of kept) expect(verifier).toMatch(/^SCRAM-SHA-256\$4096:/);
    expect(new Set(kept).size).toBe(4);
  });
});
