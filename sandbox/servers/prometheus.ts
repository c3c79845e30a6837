import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { z } from "zod";
import { installed, startLocalServer, type LocalServer } from "./local-server";

const READY_MILLISECONDS = 30_000;
const PROBE_MILLISECONDS = 100;

/** What a Prometheus watches, and whom it tells. */
export interface PrometheusOptions {
  /** What is scraped: `host:port` of `/metrics`. Labels of the metrics come before those of the target. */
  readonly target: string;
  /** `job` and `instance` of what is scraped. */
  readonly identity: { readonly job: string; readonly instance: string };
  /** Time between two scrapes, and the longest that one may take, such as `1s`. */
  readonly scrapeInterval: string;
  /** Alertmanager, `host:port`. */
  readonly alertmanager: string;
  /** What it has seen before it starts, as OpenMetrics with a time on each sample. @default nothing */
  readonly history?: string;
}

/** A running Prometheus that scrapes its target and knows its Alertmanager. */
export interface Prometheus extends LocalServer {
  /**
   * Evaluates these groups of rules from now on, as a PrometheusRule has them, and waits until its API lists them.
   * @throws if it refuses them
   */
  useRules(groups: readonly unknown[]): Promise<void>;
}

function configuration(options: PrometheusOptions, ruleFile: string): unknown {
  const { target, identity, scrapeInterval, alertmanager } = options;
  return {
    global: { scrape_interval: scrapeInterval, scrape_timeout: scrapeInterval },
    rule_files: [ruleFile],
    alerting: { alertmanagers: [{ static_configs: [{ targets: [alertmanager] }] }] },
    scrape_configs: [
      {
        job_name: identity.job,
        honor_labels: true,
        static_configs: [{ targets: [target], labels: { instance: identity.instance } }],
      },
    ],
  };
}

const answer = z.object({
  data: z.object({
    activeTargets: z.array(z.object({ health: z.string() })).optional(),
    activeAlertmanagers: z.array(z.unknown()).optional(),
  }),
});

/** Whether it has scraped its target and found its Alertmanager: seconds later than it is ready by its own word. */
async function isWatching(url: string): Promise<boolean> {
  const ask = async (what: string) => answer.parse(await (await fetch(`${url}/api/v1/${what}`)).json()).data;
  const { activeTargets = [] } = await ask("targets");
  const { activeAlertmanagers = [] } = await ask("alertmanagers");
  return activeTargets.some(({ health }) => health === "up") && activeAlertmanagers.length > 0;
}

/**
 * Starts Prometheus on a free port of 127.0.0.1, without rules: they would be judged before anything is scraped.
 * @throws with the last lines of its log when it is missing, refuses the history or does not watch in 30 seconds.
 */
export async function startPrometheus(options: PrometheusOptions): Promise<Prometheus> {
  const [program, promtool] = [installed("prometheus"), installed("promtool")];
  let ruleFile = "";
  const useFile = (groups: readonly unknown[]): Promise<void> =>
    writeFile(ruleFile, JSON.stringify({ groups }));
  const server = await startLocalServer("prometheus", async ({ url, port, directory }) => {
    const at = (name: string): string => path.join(directory, name);
    ruleFile = at("rules.yaml");
    await useFile([]);
    await writeFile(at("prometheus.yaml"), JSON.stringify(configuration(options, ruleFile)));
    if (options.history !== undefined) {
      await writeFile(at("history.txt"), options.history);
      const blocks = ["tsdb", "create-blocks-from", "openmetrics", at("history.txt"), at("data")];
      await promisify(execFile)(promtool, blocks);
    }
    return {
      command: [
        program,
        `--config.file=${at("prometheus.yaml")}`,
        `--storage.tsdb.path=${at("data")}`,
        `--web.listen-address=127.0.0.1:${port}`,
        "--web.enable-lifecycle",
        "--scrape.discovery-reload-interval=100ms",
        // An alert that fires before the Alertmanager is discovered notifies when it is sent again, by default a minute on.
        "--rules.alert.resend-delay=2s",
      ],
      ready: () => isWatching(url),
      readyTimeoutMs: READY_MILLISECONDS,
    };
  });
  const { url } = server;
  return {
    ...server,
    useRules: async (groups) => {
      await useFile(groups);
      const response = await fetch(`${url}/-/reload`, { method: "POST" });
      if (!response.ok) throw new Error(`prometheus: rules: ${response.status} ${await response.text()}`);
      // A new configuration makes it forget its Alertmanager for some seconds.
      const deadline = Date.now() + READY_MILLISECONDS;
      while (!(await isWatching(url))) {
        if (Date.now() > deadline) throw new Error("prometheus: rules: it finds its Alertmanager no more");
        await sleep(PROBE_MILLISECONDS);
      }
    },
  };
}
