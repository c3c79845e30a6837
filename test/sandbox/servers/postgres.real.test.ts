import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startPostgres, type Postgres } from "../../../sandbox/servers/postgres";
import { describeReal } from "../../support/describe-real";
import { processesWith } from "../../support/processes";

const run = promisify(execFile);

describeReal("a PostgreSQL server", ["postgresql"], () => {
  let server: Postgres;
  beforeAll(async () => {
    server = await startPostgres({ settings: { max_connections: "17" } });
  });
  afterAll(async () => {
    await server.stop();
    expect(existsSync(server.dataDir)).toBe(false);
    expect(processesWith(server.dataDir)).toEqual([]);
  });

  const psql = (env: Record<string, string>, sql: string) =>
    run(path.join(server.binDir, "psql"), ["-XAtc", sql], { env: { ...server.env("postgres"), ...env } });

  it("gives the rows of the last statement", async () => {
    expect(await server.sql("postgres", "SELECT 1; SELECT 2 AS two UNION ALL SELECT 3")).toEqual([
      { two: 2 },
      { two: 3 },
    ]);
    expect(await server.sql("postgres", "SHOW max_connections")).toEqual([{ max_connections: "17" }]);
  });

  it("lets clients in with TLS and the right password only", async () => {
    const { stdout } = await psql({}, "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()");
    expect(stdout).toBe("t\n");
    await expect(psql({ PGSSLMODE: "disable" }, "SELECT 1")).rejects.toThrow("no encryption");
    await expect(psql({ PGPASSWORD: "wrong" }, "SELECT 1")).rejects.toThrow("password authentication failed");
  });

  it("names the mistake in a statement", async () => {
    await expect(server.sql("postgres", "SELECT nothing FROM nowhere")).rejects.toThrow(
      '"nowhere" does not exist',
    );
  });

  it("keeps its data and port while it is down", async () => {
    await server.sql("postgres", "CREATE TABLE kept AS SELECT 42 AS n");
    await server.halt();
    await expect(server.sql("postgres", "SELECT 1")).rejects.toThrow("ECONNREFUSED");
    await server.start();
    expect(await server.sql("postgres", "SELECT n FROM kept")).toEqual([{ n: 42 }]);
  });

  it("can do without TLS", async () => {
    const plain = await startPostgres({ ssl: false });
    try {
      expect(plain.caFile).toBeUndefined();
      expect(await plain.sql("postgres", "SHOW ssl")).toEqual([{ ssl: "off" }]);
    } finally {
      await plain.stop();
    }
  });

  it("says what is wrong with a setting it does not take", async () => {
    await expect(startPostgres({ settings: { max_connections: "many" } })).rejects.toThrow(
      /postgres: ended early with exit code 1; .*max_connections/s,
    );
  });
});
