import { Client } from "pg";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { databaseBackend } from "../../../sandbox/drill/database-backend";
import type { Operation } from "../../../sandbox/providers/backend";
import { operation } from "../providers/operation";
import { postgresql } from "../../../sandbox/providers/postgresql";
import { type PropertyMap, secret } from "../../../sandbox/providers/value";
import { startPostgres, type Postgres, type Row } from "../../../sandbox/servers/postgres";
import { describeReal } from "../../support/describe-real";
import { eventually, SOON_MILLISECONDS } from "../../support/processes";
import { existing, roleOperation } from "./operations";

describeReal("roles on a real server", ["postgresql"], () => {
  const backend = databaseBackend();
  let server: Postgres;
  let admin: PropertyMap;

  beforeAll(async () => {
    server = await startPostgres();
    await server.sql("postgres", "CREATE ROLE lifeboat_admin LOGIN CREATEROLE CREATEDB PASSWORD 'admin pw'");
    await server.sql("postgres", "CREATE ROLE kyb_owner NOLOGIN");
    await server.sql("postgres", "CREATE DATABASE kyb OWNER kyb_owner");
    admin = {
      host: server.host,
      port: String(server.port),
      sslmode: "require",
      username: "lifeboat_admin",
      password: "admin pw",
    };
  });
  afterAll(() => server.stop());
  beforeEach(async () => {
    await server.sql("postgres", "DROP ROLE IF EXISTS kyb_app; DROP ROLE IF EXISTS kyb_renamed");
  });

  const role = (inputs: PropertyMap = {}) =>
    roleOperation(admin, { name: "kyb_app", password: secret("it's \\ odd"), login: true, ...inputs });

  /** What the server knows of a role. */
  async function known(name = "kyb_app"): Promise<Row | undefined> {
    const [found] = await server.sql(
      "postgres",
      `SELECT rolcanlogin AS login, rolinherit AS inherit, rolcreatedb AS createdb, rolcreaterole AS createrole,
         rolconnlimit AS connections, rolconfig AS settings,
         ARRAY(SELECT g.rolname::text FROM pg_auth_members m JOIN pg_roles g ON g.oid = m.roleid
               WHERE m.member = r.oid ORDER BY 1) AS roles
       FROM pg_roles r WHERE rolname = '${name}'`,
    );
    return found;
  }

  /** Why a role is not made. */
  const refusalOf = (refused: Operation): Promise<string> =>
    backend.create(refused).then(() => "none", String);

  /** Waits until somebody who logs in comes before a database that is being renamed. */
  async function waitsForLock(): Promise<void> {
    const waiting = "SELECT 1 FROM pg_locks WHERE NOT granted AND classid = 'pg_database'::regclass";
    await eventually(async () => (await server.sql("postgres", waiting)).length === 1, SOON_MILLISECONDS);
  }

  /** Logs in as the role and gives one value. */
  async function asRole(sql: string, password = "it's \\ odd"): Promise<unknown> {
    const client = new Client({
      host: server.host,
      port: server.port,
      database: "kyb",
      user: "kyb_app",
      password,
      ssl: { rejectUnauthorized: false },
    });
    client.on("error", () => undefined);
    try {
      await client.connect();
      return Object.values((await client.query<Row>(sql)).rows[0] ?? {})[0];
    } finally {
      await client.end();
    }
  }

  it("are made as declared, by a login that is no superuser", async () => {
    const state = await backend.create(
      role({
        connectionLimit: 4,
        createDatabase: true,
        inherit: false,
        roles: ["kyb_owner", "pg_read_all_data"],
        superuser: false,
        createRole: false,
        assumeRole: "kyb_owner",
      }),
    );
    expect(state.id).toBe("kyb_app");
    expect(state.outputs["password"]).toEqual(secret("it's \\ odd"));
    expect(await known()).toEqual({
      login: true,
      inherit: false,
      createdb: true,
      createrole: false,
      connections: 4,
      settings: ["role=kyb_owner"],
      roles: ["kyb_owner", "pg_read_all_data"],
    });
    expect(await asRole("SELECT current_user")).toBe("kyb_owner");
  });

  it("are not made by a preview, nor changed, nor looked for", async () => {
    await server.halt();
    try {
      const preview = { ...role(), preview: true };
      expect((await backend.create(preview)).outputs["name"]).toBe("kyb_app");
      await backend.update({ ...existing(role()), preview: true });
    } finally {
      await server.start();
    }
    expect(await known()).toBeUndefined();
  });

  it("lose and get their login, and keep the rest", async () => {
    const created = role({ roles: ["pg_read_all_data"], connectionLimit: 3 });
    await backend.create(created);
    await backend.update(existing(created, { login: false }));
    expect(await known()).toMatchObject({ login: false, connections: 3, roles: ["pg_read_all_data"] });
    await expect(asRole("SELECT 1")).rejects.toThrow('role "kyb_app" is not permitted to log in');
    await backend.update(existing(created, { login: true }));
    expect(await asRole("SELECT 1")).toBe(1);
  });

  it("change password, memberships, settings and name in place", async () => {
    const created = role({ roles: ["kyb_owner"], assumeRole: "kyb_owner" });
    await backend.create(created);
    await backend.update(
      existing(created, { roles: ["pg_write_all_data"], assumeRole: null, password: secret("new") }),
    );
    expect(await known()).toMatchObject({ roles: ["pg_write_all_data"], settings: null });
    await expect(asRole("SELECT 1")).rejects.toThrow("password authentication failed");
    expect(await asRole("SELECT 1", "new")).toBe(1);
    await backend.update(existing(created, { name: "kyb_renamed" }));
    expect([await known(), (await known("kyb_renamed"))?.["login"]]).toEqual([undefined, true]);
  });

  it("are refused where an interrupted run has left them, and made after the remedy that is named", async () => {
    await server.sql("postgres", "CREATE ROLE kyb_app NOLOGIN; GRANT kyb_owner TO kyb_app");
    const failure = await refusalOf(role());
    expect(failure).toContain(
      'role "kyb_app" already exists (42710). An update that was killed may have left it',
    );
    const [remedy = "none"] = /DROP ROLE "\w+"/.exec(failure) ?? [];
    await server.sql("postgres", remedy);
    await backend.create(role());
    expect(await asRole("SELECT 1")).toBe(1);
  });

  it("are not created again by an update: one that is gone needs a refresh first", async () => {
    await expect(backend.update(existing(role()))).rejects.toThrow(
      "is not there any more: run pulumi refresh, then pulumi up again",
    );
  });

  it("are left as they were when one statement fails", async () => {
    await expect(backend.create(role({ roles: ["pg_read_all_data", "nobody"] }))).rejects.toThrow(
      `role "kyb_app" on 127.0.0.1:${String(server.port)}: role "nobody" does not exist (42704). Make that role first`,
    );
    expect(await known()).toBeUndefined();
  });

  it("made side by side with the same memberships do not get in each other's way", async () => {
    const names = Array.from({ length: 8 }, (_, index) => `kyb_many_${String(index)}`);
    await Promise.all(names.map((name) => backend.create(role({ name, roles: ["kyb_owner"] }))));
    for (const name of names) {
      expect((await known(name))?.["roles"]).toEqual(["kyb_owner"]);
      await backend.delete(existing(role({ name })));
    }
  });

  it("go, and may be gone already", async () => {
    await backend.create(role());
    await backend.delete(existing(role()));
    expect(await known()).toBeUndefined();
    await backend.delete(existing(role()));
    expect(await backend.read(existing(role()))).toBeUndefined();
  });

  it("stay while they own something, with a word on what to do", async () => {
    await backend.create(role());
    await server.sql("kyb", "CREATE SCHEMA held AUTHORIZATION kyb_app");
    await expect(backend.delete(existing(role()))).rejects.toThrow(
      /cannot be dropped because some objects depend on it \(.*\)\. Hand over what it owns \(REASSIGN OWNED/,
    );
    expect(await backend.read(existing(role()))).toMatchObject({ id: "kyb_app" });
    await server.sql("kyb", "DROP SCHEMA held");
  });

  it("are refused under the name of the provider's own login", async () => {
    await expect(backend.create(role({ name: "lifeboat_admin" }))).rejects.toThrow("provider's own login");
    expect((await known("lifeboat_admin"))?.["createrole"]).toBe(true);
  });

  it("say which right the provider's login lacks, and no password", async () => {
    const failure = await backend.create(role({ superuser: true })).catch(String);
    expect(failure).toContain("must be superuser to alter superuser roles");
    expect(failure).toContain("Give the provider's login CREATEROLE");
    expect(failure).not.toContain("odd");
  });

  it("fail with one clear error where the server is down or refuses the login", async () => {
    const wrong = roleOperation({ ...admin, password: "wrong one" }, { name: "kyb_app" });
    const refused = await backend.create(wrong).catch(String);
    expect(refused).toContain(
      `role "kyb_app": the server 127.0.0.1:${String(server.port)} refuses the login lifeboat_admin`,
    );
    expect(refused).not.toContain("wrong one");
    await server.halt();
    try {
      await expect(backend.create(role())).rejects.toThrow(
        `role "kyb_app": the database server 127.0.0.1:${String(server.port)} does not answer`,
      );
      await expect(backend.read(existing(role()))).rejects.toThrow("does not answer");
    } finally {
      await server.start();
    }
  });

  it("wait for a database whose name another takes meanwhile, as a restore does", async () => {
    await server.sql("postgres", "CREATE DATABASE served");
    await server.sql("postgres", "CREATE DATABASE restored");
    const switching = new Client({
      ...{ host: server.host, port: server.port, database: "postgres" },
      ...{ user: server.superuser, password: server.password, ssl: { rejectUnauthorized: false } },
    });
    await switching.connect();
    try {
      await switching.query("BEGIN");
      await switching.query("ALTER DATABASE served RENAME TO served_before");
      await switching.query("ALTER DATABASE restored RENAME TO served");
      const made = backend.create(roleOperation({ ...admin, database: "served" }, { name: "kyb_app" }));
      await waitsForLock();
      await switching.query("COMMIT");
      await made;
      expect(await known()).toMatchObject({ login: false });
    } finally {
      await switching.end();
    }
  });

  it("name a database that is not there, and stays away", async () => {
    const nowhere = roleOperation({ ...admin, database: "nowhere" }, { name: "kyb_app" });
    await expect(backend.create(nowhere)).rejects.toThrow('(database "nowhere" does not exist)');
  });

  it("are all that is real: other types are simulated", async () => {
    const grant = { role: "kyb_app", database: "kyb", objectType: "database", privileges: ["CONNECT"] };
    const made = operation(postgresql, "postgresql:index/grant:Grant", grant);
    expect((await backend.create(made)).id).toBe("kyb_app_kyb_database");
  });
});
