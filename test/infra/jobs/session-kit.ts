import { Client } from "pg";
import { eventually } from "../../support/processes";
import type { World } from "./world";

/** A client of the shop's database whose session a test looks at from outside. */
export interface OpenClient {
  readonly pid: number;
  /** Its application_name. */
  readonly name: string;
  /** When it began, as the jobs print and take it. */
  readonly began: string;
  /** Runs SQL, and waits for it. */
  query(text: string): Promise<unknown>;
  /** Begins SQL that waits for something; returns once the server has it. */
  begin(text: string): Promise<void>;
  /** True until the server ended it. */
  alive(): boolean;
  close(): Promise<void>;
}

/** Opens a session that idles. @param password @default that of the world's logins */
export async function openClient(
  world: World,
  user: string,
  name: string,
  password = world.password,
): Promise<OpenClient> {
  const { host, port } = world.postgres;
  const ssl = { rejectUnauthorized: false };
  const client = new Client({ host, port, user, password, database: "shop", application_name: name, ssl });
  let alive = true;
  client.on("error", () => {
    alive = false;
  });
  client.on("end", () => {
    alive = false;
  });
  await client.connect();
  await client.query("SELECT 1");
  const [row] = await world.postgres.sql(
    "postgres",
    `SELECT pid, to_json(backend_start) #>> '{}' AS began FROM pg_stat_activity WHERE application_name = '${name}'`,
  );
  const pid = Number(row?.["pid"]);
  return {
    pid,
    name,
    began: String(row?.["began"]),
    query: (text) => client.query(text),
    begin: async (text) => {
      client.query(text).catch(() => undefined);
      await eventually(async () => {
        const [found] = await world.postgres.sql(
          "postgres",
          `SELECT state, query FROM pg_stat_activity WHERE pid = ${pid}`,
        );
        return found?.["state"] === "active" && found["query"] === text;
      });
    },
    alive: () => alive,
    close: async () => {
      if (alive) await world.postgres.sql("postgres", `SELECT pg_terminate_backend(${pid})`);
      await eventually(() => !alive);
    },
  };
}
