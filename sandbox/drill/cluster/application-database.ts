import { Pool, type PoolClient } from "pg";
import type { DatabaseSettings } from "./application-settings";

const CONNECTIONS = 2;
const ANSWER_MS = 2000;
const GOODBYE_MS = 5000;

/** An application's connections to its database. */
export interface ApplicationDatabase {
  /** Runs one statement in a transaction of its own. @throws when it is not committed within 2 s. */
  query(text: string, values?: readonly unknown[]): Promise<void>;
  /** Ends the connections and waits until the server has ended their sessions; calling it twice is allowed. */
  end(): Promise<void>;
}

/** Opens a pool of two connections, each made when it is needed and made anew when it broke. */
export function openDatabase({ tls, ...settings }: DatabaseSettings): ApplicationDatabase {
  const pool = new Pool({
    ...settings,
    ssl: tls ? { rejectUnauthorized: false } : false,
    max: CONNECTIONS,
    application_name: "application",
    // Like an application's pool it holds on to its sessions until somebody ends them.
    idleTimeoutMillis: 0,
    connectionTimeoutMillis: ANSWER_MS,
    query_timeout: ANSWER_MS,
  });
  const open = new Set<PoolClient>();
  let gone: () => void = () => undefined;
  let ended: Promise<void> | undefined;
  pool.on("connect", (client) => open.add(client));
  pool.on("remove", (client) => {
    open.delete(client);
    if (open.size === 0) gone();
  });
  // The end of an idle connection is no error of the application: the next query opens another.
  pool.on("error", () => undefined);
  const end = async (): Promise<void> => {
    await pool.end();
    if (open.size === 0) return;
    // The server closes a connection last of all, when its session is no more.
    const closed = new Promise<void>((resolve) => {
      gone = resolve;
    });
    await inTime(closed, GOODBYE_MS).catch(() => undefined);
  };
  return {
    async query(text, values = []) {
      await inTime(pool.query(text, [...values]));
    },
    end: () => (ended ??= end()),
  };
}

/** Rejects when the work is not done in time; its later failure is nobody's. */
async function inTime(work: Promise<unknown>, limitMs = ANSWER_MS): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`no answer of the database within ${limitMs} ms`));
    }, limitMs);
  });
  try {
    await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
