import { setTimeout as sleep } from "node:timers/promises";
import { type Application, startApplication } from "./application";
import { openDatabase } from "./application-database";
import { databaseSettings } from "./application-settings";
import type { Deployment } from "./deployment";
import { lastError } from "./job-log";
import type { Pods } from "./pods";
import type { StoredObject } from "./stored-object";

const PROBE_MS = 100;
const PROBE_LIMIT_MS = 5000;

/** What a roll-out works with. */
export interface RollOutMeans {
  readonly pods: Pods;
  /** True for images whose containers run as real pods. */
  readonly isJobImage: (image: string) => boolean;
  readonly objects: (namespace: string) => readonly StoredObject[];
  /** Port of the workload that a proxy of this namespace forwards to. */
  readonly upstream: (namespace: string) => number | undefined;
  /** Milliseconds until an init container that failed is tried again. */
  readonly retryMs: number;
  /** Told what holds the roll-out up, each time that is something new or again. */
  readonly onObstacle: (obstacle: string) => void;
}

/**
 * Brings up the application of a Deployment as kubelet does: its init containers one after another, each tried until it
 * ends well, then the application, until it answers 200 on its readiness path. An init container of an image that cannot
 * be run here counts as done.
 * @param signal ends the roll-out and what it has started
 * @throws the signal's reason, or at once what can never work: a variable or file that is not there.
 */
export async function rollOut(
  deployment: Deployment,
  means: RollOutMeans,
  signal: AbortSignal,
): Promise<Application> {
  const { owner, namespace, template } = deployment;
  for (const container of template.spec.initContainers) {
    if (!means.isJobImage(container.image)) continue;
    for (;;) {
      const end = await means.pods.run({ owner, template, container }, signal);
      if (end.exitCode === 0) break;
      signal.throwIfAborted();
      const word = lastError(end.stderr);
      means.onObstacle(
        `init container ${container.name} ended with exit code ${String(end.exitCode)}: ${word}`,
      );
      await pause(means.retryMs, signal);
    }
  }
  const [container] = template.spec.containers;
  const settings = databaseSettings({ owner, template, container }, means.objects(namespace));
  const application = await startApplication({
    namespace,
    name: owner.name,
    database: settings === undefined ? undefined : openDatabase(settings),
    upstream: deployment.component === "proxy" ? () => means.upstream(namespace) : undefined,
  });
  try {
    await untilReady(application.port, deployment.readyPath, means, signal);
    return application;
  } catch (error) {
    application.kill();
    throw error;
  }
}

async function untilReady(
  port: number,
  path: string | undefined,
  means: RollOutMeans,
  signal: AbortSignal,
): Promise<void> {
  if (path === undefined) return;
  for (;;) {
    signal.throwIfAborted();
    const obstacle = await ask(port, path);
    if (obstacle === undefined) return;
    means.onObstacle(obstacle);
    await pause(PROBE_MS, signal);
  }
}

/** What is wrong with the answer; undefined for a good one. */
async function ask(port: number, path: string): Promise<string | undefined> {
  try {
    const signal = AbortSignal.timeout(PROBE_LIMIT_MS);
    const response = await fetch(`http://127.0.0.1:${String(port)}${path}`, { signal });
    const body = await response.text();
    return response.status === 200
      ? undefined
      : `GET ${path} answers ${String(response.status)}: ${body.trim()}`;
  } catch (error) {
    return `GET ${path} fails: ${error instanceof Error ? error.message : String(error)}`;
  }
}

async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  await sleep(milliseconds, undefined, { signal }).catch(() => {
    signal.throwIfAborted();
  });
}
