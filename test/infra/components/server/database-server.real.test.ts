import { afterAll, beforeAll, expect, it } from "vitest";
import { places } from "../../../../infra/postgresql/places";
import { POD, describeReal } from "../../../support/describe-real";
import { ADMIN_WORD, ServerWorld, openStore, type Store } from "./server-kit";

const MINUTES = 60_000;

describeReal("a declared database server", [...POD, "moto", "postgresql-17"], () => {
  let store: Store;
  let world: ServerWorld;
  beforeAll(async () => {
    store = await openStore();
    world = await ServerWorld.open(store);
    await world.ready();
    await world.until(async () => (await world.logs()).includes('"event":"prepared"'), "roles are there");
  }, 10 * MINUTES);
  afterAll(async () => {
    await world.close();
    await store.stop();
  });

  /** SQL by the network, as another pod of the namespace would send it. */
  const remote = (user: string, text: string, sslmode = "require"): Promise<string> =>
    world.exec(
      ...["env", `PGPASSWORD=${ADMIN_WORD}`, `${places.programs}/psql`, "-XAtq", "-c", text],
      `host=${world.host} dbname=shop user=${user} sslmode=${sslmode}`,
    );

  it("has checksums, and the database with its owner and extensions", async () => {
    expect(await world.sql("SHOW data_checksums")).toBe("on");
    expect(await world.sql("SELECT datdba::regrole FROM pg_database WHERE datname = 'shop'")).toBe("shop");
    expect(await world.sql("SELECT string_agg(extname, ' ' ORDER BY extname) FROM pg_extension")).toBe(
      "pg_stat_statements pg_trgm plpgsql",
    );
  });

  it("lets the administrator in by TLS, who may do what the stack's logins need and is no superuser", async () => {
    const rights =
      "SELECT rolsuper, rolcreaterole, rolcreatedb, rolbypassrls FROM pg_roles WHERE rolname = current_user";
    expect((await remote("lifeboat_admin", rights)).trim()).toBe("f|t|t|t");
    await remote(
      "lifeboat_admin",
      "CREATE ROLE probe LOGIN BYPASSRLS IN ROLE shop, pg_read_all_data, pg_monitor; DROP ROLE probe",
    );
  });

  it("lets nobody in without TLS, and the superuser by the socket alone", async () => {
    await expect(remote("lifeboat_admin", "SELECT 1", "disable")).rejects.toThrow(/pg_hba.conf/);
    await expect(remote("postgres", "SELECT 1")).rejects.toThrow(/pg_hba.conf rejects/);
  });

  it("keeps the administrator's password out of its log and its statistics", async () => {
    expect(await world.logs()).not.toContain("admin word");
    expect(
      await world.sql("SELECT count(*) FROM pg_stat_statements WHERE query LIKE '%admin word%'", "postgres"),
    ).toBe("0");
  });

  it(
    "makes no second database of the same name, though no repository has a backup yet",
    async () => {
      const other = await ServerWorld.open(store, { mayInitialize: true });
      await other.until(async () => (await other.logs()).includes("no_backup_yet"), "it waits");
      expect((await other.onNode("ls", other.disk)).split("\n")).not.toContain("data");
      await other.close();
    },
    3 * MINUTES,
  );

  it(
    "starts again though its data directory has another group's rights, and a process id of before",
    async () => {
      // What mounting does on a cloud's disk, and what a server leaves that was killed.
      await world.onNode(
        "sh",
        "-c",
        `chmod 2770 ${world.disk}/data && cp ${world.disk}/data/postmaster.pid /tmp/pid`,
      );
      await world.kill();
      await world.onNode("sh", "-c", `cp /tmp/pid ${world.disk}/data/postmaster.pid`);
      await world.until(async () => (await world.sql("SELECT 1")) === "1", "it answers", 120);
      expect(await world.onNode("stat", "-c", "%a", `${world.disk}/data`)).toMatch(/700\n$/);
    },
    4 * MINUTES,
  );
});
