import path from "node:path";
import { writeFileSync } from "node:fs";
import { temporaryDirectory } from "./at-exit";
import { findProgram } from "./find-program";
import { freePort } from "./free-port";
import { startServer } from "./process";

/** An alert as Prometheus posts it. */
export interface PostedAlert {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  /** RFC 3339; in the past for an alert that is over. @default five minutes from now */
  readonly endsAt?: string;
}

/** A running Alertmanager, alone in its cluster. */
export interface Alertmanager {
  /** `http://127.0.0.1:<port>`. */
  readonly url: string;
  /** Its TCP port. */
  readonly port: number;
  /** Posts alerts in one request. @throws with Alertmanager's words when it refuses them */
  post(...alerts: readonly PostedAlert[]): Promise<void>;
  /** Ends it, waits until it is gone and removes its data. */
  stop(): Promise<void>;
}

/**
 * Starts Alertmanager on a free port of 127.0.0.1 with this configuration.
 * @throws with the last lines of its log when it is missing, refuses the configuration or does not answer in 30 seconds.
 */
export async function startAlertmanager(configuration: unknown): Promise<Alertmanager> {
  const program = findProgram("prometheus-alertmanager");
  if (program === undefined) throw new Error("prometheus-alertmanager not found; run .ci/setup-debian.sh");
  const directory = temporaryDirectory("alertmanager");
  const file = path.join(directory.path, "alertmanager.yaml");
  writeFileSync(file, JSON.stringify(configuration));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  try {
    const server = await startServer({
      name: "alertmanager",
      command: [
        program,
        `--config.file=${file}`,
        `--storage.path=${path.join(directory.path, "data")}`,
        `--web.listen-address=127.0.0.1:${port}`,
        // Empty: no gossip with others.
        "--cluster.listen-address=",
      ],
      logFile: path.join(directory.path, "alertmanager.log"),
      ready: async () => (await fetch(`${url}/-/ready`)).ok,
    });
    return {
      url,
      port,
      post: async (...alerts) => {
        const response = await fetch(`${url}/api/v2/alerts`, {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: JSON.stringify(alerts),
        });
        if (!response.ok)
          throw new Error(`alertmanager: alerts: ${response.status} ${await response.text()}`);
      },
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
