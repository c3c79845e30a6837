import { isDeepStrictEqual } from "node:util";
import type { Application } from "./application";
import { type EventListener, observed } from "./cluster-event";
import { type Deployment, readDeployment } from "./deployment";
import { REMEDY } from "./job-run";
import { type NamespaceMatch, RegionDownError } from "./outages";
import { type RollOutMeans, rollOut } from "./roll-out";
import { type ObjectName, type StoredObject, told } from "./stored-object";
import type { RunningWorkload, WorkloadRegistry } from "./workload-registry";

/** What Deployments are run with. */
export interface DeploymentMeans extends Omit<RollOutMeans, "upstream" | "onObstacle"> {
  /** Declared seconds that pass in one real second: shortens progressDeadlineSeconds. */
  readonly timeScale: number;
  readonly onEvent?: EventListener | undefined;
}

interface Running {
  readonly deployment: Deployment;
  readonly application: Application;
}

interface Starting {
  readonly deployment: Deployment;
  readonly abort: AbortController;
  readonly ended: Promise<unknown>;
}

/** The applications of the cluster's Deployments. One stands for all replicas of its Deployment. */
export class Deployments implements WorkloadRegistry {
  private readonly running = new Map<string, Running>();
  private readonly starting = new Map<string, Starting>();

  constructor(private readonly means: DeploymentMeans) {}

  find(namespace: string, name: string): RunningWorkload | undefined {
    const found = this.running.get(told({ kind: "Deployment", namespace, name }));
    return found === undefined ? undefined : { namespace, name, port: found.application.port };
  }

  /**
   * Brings a Deployment to what it declares. A changed template is started beside the old one, which ends when the new
   * one is ready; a change between two numbers of replicas above 0 restarts nothing.
   * @throws when it is not ready in time; the old one serves on.
   */
  async apply(object: StoredObject, signal: AbortSignal): Promise<void> {
    const deployment = this.read(object);
    await this.endStart(deployment.owner);
    const current = this.running.get(told(deployment.owner));
    const same = current !== undefined && isDeepStrictEqual(current.deployment.template, deployment.template);
    if (deployment.replicas > 0 && same) return;
    await observed(deployment.owner, this.means.onEvent, () =>
      deployment.replicas === 0
        ? this.remove(deployment.owner)
        : this.start(deployment, signal, (deployment.progressDeadlineSeconds * 1000) / this.means.timeScale),
    );
  }

  /** Ends a Deployment's application and waits until its database sessions are gone. */
  async remove(name: ObjectName): Promise<void> {
    await this.endStart(name);
    const current = this.running.get(told(name));
    this.running.delete(told(name));
    await current?.application.stop();
  }

  /** Ends the applications of these namespaces at once. */
  kill(match: NamespaceMatch): void {
    for (const { deployment, abort } of this.starting.values()) {
      if (match(deployment.namespace)) abort.abort(new RegionDownError(deployment.owner));
    }
    for (const [key, { deployment, application }] of this.running) {
      if (!match(deployment.namespace)) continue;
      this.running.delete(key);
      application.kill();
    }
  }

  /** Starts what should run and does not, without a time limit, as the nodes of a cluster do that comes back. */
  restore(objects: readonly StoredObject[]): void {
    for (const object of objects) {
      const deployment = this.read(object);
      const key = told(deployment.owner);
      if (deployment.replicas === 0 || this.running.has(key) || this.starting.has(key)) continue;
      const work = () => this.start(deployment, new AbortController().signal, undefined);
      // Nobody waits for it: its failure is an event.
      observed(deployment.owner, this.means.onEvent, work).catch(() => undefined);
    }
  }

  /** Ends everything at once. */
  async close(): Promise<void> {
    const starts = [...this.starting.values()];
    this.kill(() => true);
    await Promise.allSettled(starts.map(({ ended }) => ended));
  }

  private async start(
    deployment: Deployment,
    outer: AbortSignal,
    limitMs: number | undefined,
  ): Promise<void> {
    const key = told(deployment.owner);
    const abort = new AbortController();
    const limit = limitMs === undefined ? undefined : AbortSignal.timeout(limitMs);
    const signal = AbortSignal.any([outer, abort.signal, ...(limit === undefined ? [] : [limit])]);
    let obstacle = "nothing has answered yet";
    const means: RollOutMeans = {
      ...this.means,
      upstream: (namespace) => this.portOf(namespace, "api"),
      onObstacle: (text) => (obstacle = text),
    };
    const work = rollOut(deployment, means, signal);
    this.starting.set(key, { deployment, abort, ended: work.catch(() => undefined) });
    try {
      const application = await work;
      if (abort.signal.aborted) application.kill();
      abort.signal.throwIfAborted();
      const before = this.running.get(key);
      this.running.set(key, { deployment, application });
      await before?.application.stop();
    } catch (error) {
      abort.signal.throwIfAborted();
      if (outer.aborted)
        throw new Error(
          `${told(deployment.owner)}: its roll-out was stopped, the update was cancelled. ${REMEDY}`,
        );
      throw limit?.aborted === true ? this.late(deployment, limitMs ?? 0, obstacle) : error;
    } finally {
      if (this.starting.get(key)?.abort === abort) this.starting.delete(key);
    }
  }

  private late({ owner, progressDeadlineSeconds }: Deployment, limitMs: number, obstacle: string): Error {
    const { timeScale } = this.means;
    const scaled = timeScale === 1 ? "" : ` at ${String(timeScale)} declared seconds a second`;
    return new Error(
      `${told(owner)} is not ready after ${String(limitMs / 1000)} s (progressDeadlineSeconds ` +
        `${String(progressDeadlineSeconds)}${scaled}): ${obstacle}. ${REMEDY}`,
    );
  }

  private async endStart(name: ObjectName): Promise<void> {
    const start = this.starting.get(told(name));
    start?.abort.abort(new Error(`${told(name)}: a newer declaration took the place of this roll-out`));
    await start?.ended;
  }

  private read(object: StoredObject): Deployment {
    return readDeployment(object, this.means.objects(object.metadata.namespace ?? "default"));
  }

  private portOf(namespace: string, component: string): number | undefined {
    return [...this.running.values()].find(
      ({ deployment }) => deployment.namespace === namespace && deployment.component === component,
    )?.application.port;
  }
}
