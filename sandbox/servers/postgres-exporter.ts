import path from "node:path";
import { temporaryDirectory } from "./at-exit";
import { findProgram } from "./find-program";
import { freePort } from "./free-port";
import { startServer } from "./process";

/** A running postgres_exporter. */
export interface PostgresExporter {
  /** `http://127.0.0.1:<port>`. */
  readonly url: string;
  /** Its series as text; each call queries the database again. */
  scrape(): Promise<string>;
  /** Ends it and waits until it is gone. */
  stop(): Promise<void>;
}

/** Path of postgres_exporter as Debian installs it; undefined where it is missing. */
export function findPostgresExporter(): string | undefined {
  return findProgram("prometheus-postgres-exporter");
}

/**
 * Starts postgres_exporter on a free port of 127.0.0.1.
 * @param env its whole environment but for the address that it listens on
 * @throws with the last lines of its log when it is missing or does not answer in 30 seconds.
 */
export async function startPostgresExporter(
  env: Readonly<Record<string, string>>,
): Promise<PostgresExporter> {
  const program = findPostgresExporter();
  if (program === undefined)
    throw new Error("prometheus-postgres-exporter not found; run .ci/setup-debian.sh");
  const directory = temporaryDirectory("postgres-exporter");
  const address = `127.0.0.1:${await freePort()}`;
  const url = `http://${address}`;
  try {
    const server = await startServer({
      name: "postgres-exporter",
      command: [program],
      env: { ...env, PG_EXPORTER_WEB_LISTEN_ADDRESS: address },
      logFile: path.join(directory.path, "exporter.log"),
      ready: async () => (await fetch(url)).ok,
    });
    return {
      url,
      scrape: async () => (await fetch(`${url}/metrics`)).text(),
      stop: async () => {
        await server.stop();
        directory.remove();
      },
    };
  } catch (error) {
    directory.remove();
    throw error;
  }
}
