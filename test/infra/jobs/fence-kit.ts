import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { eventually } from "../../support/processes";
import type { World } from "./world";

/** A client's session that does nothing but hold on. */
export interface Session {
  /** Its application_name. */
  readonly name: string;
  /** Process id as the server tells it, which may be one of a namespace of its own. */
  readonly pid: number;
  /** True until the server ended it. */
  alive(): boolean;
  /** Ends it from the client's side. */
  close(): Promise<void>;
}

const environment = (world: World, role: string, password: string, name: string): Record<string, string> => ({
  ...world.postgres.env("shop"),
  PGUSER: role,
  PGPASSWORD: password,
  PGAPPNAME: name,
});

/** Opens a session as a role of the world and waits until the server has it. */
export async function openSession(world: World, role: string, password = world.password): Promise<Session> {
  const name = `client ${randomBytes(4).toString("hex")}`;
  const client = spawn("/usr/bin/psql", ["-X", "-q", "-c", "SELECT pg_sleep(600)"], {
    env: environment(world, role, password, name),
    stdio: "ignore",
  });
  let alive = true;
  const gone = new Promise<void>((resolve) => {
    client.once("exit", () => {
      alive = false;
      resolve();
    });
  });
  let pid = 0;
  await eventually(async () => {
    if (!alive) throw new Error(`${role} cannot log in`);
    const rows = await world.postgres.sql(
      "postgres",
      `SELECT pid FROM pg_stat_activity WHERE application_name = '${name}' AND query LIKE 'SELECT pg_sleep%'`,
    );
    pid = Number(rows[0]?.["pid"] ?? 0);
    return pid > 0;
  });
  return {
    name,
    pid,
    alive: () => alive,
    close: async () => {
      if (alive) await world.postgres.sql("postgres", `SELECT pg_terminate_backend(${pid})`);
      await gone;
    },
  };
}

/** What the server says to a login of a role: empty when it is let in. */
export async function loginError(world: World, role: string): Promise<string> {
  const client = spawn("/usr/bin/psql", ["-X", "-q", "-c", "SELECT 1"], {
    env: environment(world, role, world.password, "login"),
    stdio: ["ignore", "ignore", "pipe"],
  });
  let text = "";
  client.stderr.on("data", (chunk: Buffer) => (text += chunk.toString()));
  await new Promise((resolve) => client.once("close", resolve));
  return text;
}
