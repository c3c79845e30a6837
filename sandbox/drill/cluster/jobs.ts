import { type PodResult, jobFromCronJob } from "../../servers/pod-runner";
import { type EventListener, observed } from "./cluster-event";
import { lastError } from "./job-log";
import { type Attempt, type JobSpec, readJob, runJob } from "./job-run";
import { migrate } from "./migration";
import { type Outages, RegionDownError } from "./outages";
import type { TemplateContainer } from "./pod-template";
import type { Pods } from "./pods";
import { type ObjectName, type StoredObject, nameOf, told } from "./stored-object";

/** What jobs are run with. */
export interface JobMeans {
  readonly pods: Pods;
  readonly outages: Outages;
  /** True for images whose containers run as real pods; a Job of any other image is a migration. */
  readonly isJobImage: (image: string) => boolean;
  readonly objects: (namespace: string) => readonly StoredObject[];
  /** Milliseconds between two pods of a failing job. */
  readonly retryMs: number;
  readonly onEvent?: EventListener | undefined;
}

/** How the pod of a job ended. */
interface PodEnd {
  /** The container that ended last. */
  readonly container: string;
  readonly result: PodResult;
}

/** Runs the cluster's Jobs. */
export class Jobs {
  private readonly begun = new Map<string, AbortController>();

  constructor(private readonly means: JobMeans) {}

  /** Runs a Job to its end. @throws when it fails. */
  async run(job: StoredObject, signal: AbortSignal): Promise<void> {
    await observed(nameOf(job), this.means.onEvent, () => this.toEnd(job, signal));
  }

  /**
   * Begins a Job that Pulumi does not wait for. How it ends is in its own log: it is no step of a deployment, so it makes
   * no event.
   */
  begin(job: StoredObject): void {
    const name = told(nameOf(job));
    const stop = new AbortController();
    this.begun.set(name, stop);
    void this.toEnd(job, stop.signal)
      .catch(() => undefined)
      .finally(() => this.begun.delete(name));
  }

  /** Ends a Job that was begun; one that has ended, or was waited for, needs nothing. */
  end(name: ObjectName): void {
    this.begun.get(told(name))?.abort();
  }

  /** Ends every Job that was begun. */
  close(): void {
    for (const stop of this.begun.values()) stop.abort();
  }

  private toEnd(job: StoredObject, signal: AbortSignal): Promise<void> {
    return runJob(job, {
      attempt: (spec, deadlineSeconds) => this.attempt(nameOf(job), spec, deadlineSeconds, signal),
      pauseMs: this.means.retryMs,
      signal,
    });
  }

  /** Runs one pod of the Job that a CronJob would make. */
  async runOnce(cronJob: StoredObject, env: Readonly<Record<string, string>>): Promise<PodResult> {
    const { namespace } = cronJob.metadata;
    const job = jobFromCronJob(cronJob, { env });
    const owner: ObjectName = { kind: "Job", namespace, name: job.metadata.name };
    const spec = readJob({ ...job, metadata: { name: owner.name, namespace } });
    const { signal } = new AbortController();
    const { result } = await this.runContainers(owner, spec, spec.activeDeadlineSeconds, signal);
    return result;
  }

  private async attempt(
    owner: ObjectName,
    spec: JobSpec,
    deadlineSeconds: number | undefined,
    signal: AbortSignal,
  ): Promise<Attempt> {
    const { template } = spec;
    const [container] = template.spec.containers;
    const namespace = owner.namespace ?? "default";
    if (!this.means.isJobImage(container.image)) {
      return migrate({ owner, template, container }, this.means.objects(namespace));
    }
    const { container: name, result } = await this.runContainers(owner, spec, deadlineSeconds, signal);
    if (this.means.outages.isDown(namespace)) throw new RegionDownError(owner);
    const { exitCode, deadlineExceeded } = result;
    return { container: name, exitCode, deadlineExceeded, message: lastError(result.stderr) };
  }

  /** Runs the containers of a pod one after another, until one fails or all are done. */
  private async runContainers(
    owner: ObjectName,
    { template }: JobSpec,
    deadlineSeconds: number | undefined,
    signal: AbortSignal,
  ): Promise<PodEnd> {
    const labels = { "job-name": owner.name, "batch.kubernetes.io/job-name": owner.name };
    const [main] = template.spec.containers;
    const run = async (container: TemplateContainer): Promise<PodEnd> => ({
      container: container.name,
      result: await this.means.pods.run({ owner, template, container, labels, deadlineSeconds }, signal),
    });
    for (const container of template.spec.initContainers) {
      const end = await run(container);
      if (end.result.exitCode !== 0) return end;
    }
    return run(main);
  }
}
