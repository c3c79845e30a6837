import { writeFileSync } from "node:fs";
import path from "node:path";
import { Client } from "pg";
import { afterAll, beforeAll, expect, it } from "vitest";
import { z } from "zod";
import { metrics } from "../../../../infra/alerts/metrics";
import { DatabaseExporter } from "../../../../infra/components/database/database-exporter";
import { exporter } from "../../../../infra/scraping/exporter";
import { temporaryDirectory } from "../../../../sandbox/servers/at-exit";
import { startPostgresExporter, type PostgresExporter } from "../../../../sandbox/servers/postgres-exporter";
import { startPostgres, type Postgres } from "../../../../sandbox/servers/postgres";
import { describeReal } from "../../../support/describe-real";
import { declared } from "../../../support/pulumi-mocks";
import { fromConfig } from "../../../support/workload-fixture";

const USER = "shop_monitor";
const PASSWORD = "p@ss/word:1";

const texts = z.record(z.string(), z.string());
const deployment = z.object({
  spec: z.object({
    template: z.object({
      spec: z.object({
        containers: z.tuple([z.object({ env: z.array(z.object({ name: z.string(), value: z.string() })) })]),
      }),
    }),
  }),
});

/** Environment of the rendered container, with the rendered files under a folder of this machine. */
async function rendered(postgres: Postgres, folder: string): Promise<Record<string, string>> {
  const { resources } = await declared(
    () =>
      new DatabaseExporter("exporter", {
        service: "shop",
        namespace: "shop",
        image: `exporter@sha256:${"e".repeat(64)}`,
        database: {
          host: postgres.host,
          port: postgres.port,
          sslMode: "require",
          user: USER,
          password: PASSWORD,
        },
        priorityClass: "lifeboat-serving-primary",
        secretSource: fromConfig,
        labels: {},
        archives: true,
        dependsOn: [],
      }),
  );
  const files = {
    ...texts.parse(resources.one("kubernetes:core/v1:ConfigMap").inputs["data"]),
    ...texts.parse(resources.one("kubernetes:core/v1:Secret").inputs["stringData"]),
  };
  for (const [name, text] of Object.entries(files))
    writeFileSync(path.join(folder, name), text, { mode: 0o600 });
  const { template } = deployment.parse(resources.one("kubernetes:apps/v1:Deployment").inputs).spec;
  return Object.fromEntries(
    template.spec.containers[0].env.map(({ name, value }) => [
      name,
      value.startsWith("/") ? path.join(folder, path.basename(value)) : value,
    ]),
  );
}

describeReal("postgres_exporter as declared", ["postgresql", "postgres-exporter"], () => {
  let postgres: Postgres;
  let running: PostgresExporter;
  let text: string;
  const sessions: Client[] = [];
  const folder = temporaryDirectory("exporter-files");

  /** A session of the superuser under a name, which runs this. */
  async function session(application_name: string, sql: string): Promise<Client> {
    const { host, port, superuser: user, password } = postgres;
    const ssl = { rejectUnauthorized: false };
    const client = new Client({ host, port, user, password, database: "shop", application_name, ssl });
    client.on("error", () => undefined);
    await client.connect();
    sessions.push(client);
    await client.query(sql);
    return client;
  }
  const value = (series: RegExp): number =>
    Number(
      text
        .split("\n")
        .find((line) => series.test(line))
        ?.replace(/^.* /, "") ?? "NaN",
    );

  beforeAll(async () => {
    postgres = await startPostgres({ settings: { shared_preload_libraries: "pg_stat_statements" } });
    await postgres.sql(exporter.database, "CREATE EXTENSION pg_stat_statements");
    await postgres.sql(exporter.database, "CREATE DATABASE shop");
    const login = `CREATE ROLE ${USER} LOGIN PASSWORD '${PASSWORD}' CONNECTION LIMIT ${exporter.connections}`;
    await postgres.sql(exporter.database, `${login} IN ROLE pg_monitor`);
    await postgres.sql(
      "shop",
      "CREATE TABLE books (id int); CREATE TABLE loans (id int); SELECT pg_sleep(0.05)",
    );
    await session("lifeboat-backup", "BEGIN; SELECT 1");
    await session("api", "BEGIN; LOCK TABLE books");
    const blocked = await session("api-2", "SELECT 1");
    // It waits until the server ends.
    blocked.query("SELECT * FROM books").catch(() => undefined);
    running = await startPostgresExporter(await rendered(postgres, folder.path));
    text = await running.scrape();
  });
  afterAll(async () => {
    await running.stop();
    await Promise.all(sessions.map((client) => client.end()));
    await postgres.stop();
    folder.remove();
  });

  it("exposes every metric that alerts and dashboards ask of it, without an error", () => {
    const names = new Set(text.split("\n").map((line) => line.replace(/[{ ].*$/, "")));
    expect(metrics.postgres_exporter.filter((name) => !names.has(name))).toEqual([]);
    expect(value(/^pg_exporter_last_scrape_error/)).toBe(0);
    expect(value(/^pg_up/)).toBe(1);
  });

  it("tells sessions that wait for locks, and jobs from applications", () => {
    expect(value(/^pg_stat_activity_count\{.*datname="shop".*wait_event_type="Lock"/)).toBe(1);
    expect(value(/^pg_stat_activity_max_tx_duration\{application_name="lifeboat-backup"/)).toBeGreaterThan(0);
    expect(text).not.toContain('application_name="api');
  });

  it("tells statements by number, of every database, and no text of any", () => {
    expect(value(/^pg_stat_statements_calls_total\{datname="shop",queryid="-?\d+"/)).toBeGreaterThan(0);
    const slowest = text.match(/^pg_stat_statements_seconds_total\{datname="shop".*$/gm) ?? [];
    expect(Math.max(...slowest.map((line) => Number(line.replace(/^.* /, ""))))).toBeGreaterThan(0.05);
    expect(text).not.toMatch(/pg_sleep|books|loans/);
  });

  it("knows of no replica where there is none", () => {
    expect(value(/^pg_replica_connected/)).toBe(0);
    expect(value(/^pg_replica_lag_seconds/)).toBe(0);
  });

  it("logs in as one that reads no row", async () => {
    // No login of the test's own: the exporter's sessions may be all that the role may hold.
    const monitor = await session("monitor", `SET SESSION AUTHORIZATION ${USER}`);
    await expect(monitor.query("SELECT * FROM loans")).rejects.toThrow("permission denied");
    const { rows } = await monitor.query("SELECT 1 FROM pg_stat_activity WHERE usename = $1", [USER]);
    expect(rows.length).toBeGreaterThan(0);
  });

  it("lives on without the database, and tells that it is down", async () => {
    await postgres.halt();
    text = await running.scrape();
    expect(value(/^pg_up/)).toBe(0);
    expect((await fetch(running.url)).status).toBe(200);
  });
});
