import { installed, startLocalServer, type LocalServer } from "./local-server";

/** A running postgres_exporter. */
export interface PostgresExporter extends LocalServer {
  /** Its series as text; each call queries the database again. */
  scrape(): Promise<string>;
}

/**
 * Starts postgres_exporter on a free port of 127.0.0.1.
 * @param env its whole environment but for the address that it listens on
 * @throws with the last lines of its log when it is missing or does not answer in 30 seconds.
 */
export async function startPostgresExporter(
  env: Readonly<Record<string, string>>,
): Promise<PostgresExporter> {
  const program = installed("prometheus-postgres-exporter");
  const server = await startLocalServer("postgres-exporter", ({ url, port }) => ({
    command: [program],
    env: { ...env, PG_EXPORTER_WEB_LISTEN_ADDRESS: `127.0.0.1:${port}` },
    ready: async () => (await fetch(url)).ok,
  }));
  return { ...server, scrape: async () => (await fetch(`${server.url}/metrics`)).text() };
}
