import path from "node:path";
import { writeFile } from "node:fs/promises";
import { installed, startLocalServer, type LocalServer } from "./local-server";

/** An alert as Prometheus posts it. */
export interface PostedAlert {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  /** RFC 3339; in the past for an alert that is over. @default five minutes from now */
  readonly endsAt?: string;
}

/** A running Alertmanager, alone in its cluster. */
export interface Alertmanager extends LocalServer {
  /** Posts alerts in one request. @throws with Alertmanager's words when it refuses them */
  post(...alerts: readonly PostedAlert[]): Promise<void>;
}

/**
 * Starts Alertmanager on a free port of 127.0.0.1 with this configuration.
 * @throws with the last lines of its log when it is missing, refuses the configuration or does not answer in 30 seconds.
 */
export async function startAlertmanager(configuration: unknown): Promise<Alertmanager> {
  const program = installed("prometheus-alertmanager");
  const server = await startLocalServer("alertmanager", async ({ url, port, directory }) => {
    const file = path.join(directory, "alertmanager.yaml");
    await writeFile(file, JSON.stringify(configuration));
    return {
      command: [
        program,
        `--config.file=${file}`,
        `--storage.path=${path.join(directory, "data")}`,
        `--web.listen-address=127.0.0.1:${port}`,
        // Empty: no gossip with others.
        "--cluster.listen-address=",
      ],
      ready: async () => (await fetch(`${url}/-/ready`)).ok,
    };
  });
  return {
    ...server,
    post: async (...alerts) => {
      const response = await fetch(`${server.url}/api/v2/alerts`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(alerts),
      });
      if (!response.ok) throw new Error(`alertmanager: alerts: ${response.status} ${await response.text()}`);
    },
  };
}
