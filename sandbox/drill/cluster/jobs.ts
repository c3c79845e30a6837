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
  /** True for images whose containers run as real pods; a Job of any other image is a migration with its gates. */
  readonly isJobImage: (image: string) => boolean;
  readonly objects: (namespace: string) => readonly StoredObject[];
  /** Milliseconds between two pods of a failing job. */
  readonly retryMs: number;
  readonly onEvent?: EventListener | undefined;
}

/** Container that migrates; in a Job of the application's image without one, it is the Job's own. */
const MIGRATION = "migrate";

/** Container that tries the migration before. */
const TRIAL = "migrate-trial";

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
      onRetry: (message) => {
        this.means.onEvent?.({ object: nameOf(job), phase: "retried", at: Date.now(), message });
      },
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
    const { initContainers, containers } = spec.template.spec;
    const all = [...initContainers, containers[0]];
    const end = await this.runContainers(owner, spec, all, spec.activeDeadlineSeconds, signal);
    if (end === undefined) throw new Error(`${told(owner)} has no container to run`);
    return end.result;
  }

  private async attempt(
    owner: ObjectName,
    spec: JobSpec,
    deadlineSeconds: number | undefined,
    signal: AbortSignal,
  ): Promise<Attempt> {
    const { initContainers, containers } = spec.template.spec;
    const [main] = containers;
    const ours = ({ image }: TemplateContainer): boolean => this.means.isJobImage(image);
    const namespace = owner.namespace ?? "default";
    const end = await this.runContainers(
      owner,
      spec,
      [...initContainers, main].filter(ours),
      deadlineSeconds,
      signal,
    );
    if (this.means.outages.isDown(namespace)) throw new RegionDownError(owner);
    if (end !== undefined && (end.result.exitCode !== 0 || ours(main))) return ended(end);
    // What an image that cannot be run here would ask before and after its migration counts as done.
    const container = initContainers.find(({ name }) => name === MIGRATION) ?? main;
    const { template } = spec;
    const objects = this.means.objects(namespace);
    const trial = initContainers.find(({ name }) => name === TRIAL);
    if (trial !== undefined) {
      const tried = await migrate({ owner, template, container: trial }, objects, "ROLLBACK");
      if (tried.exitCode !== 0) return tried;
    }
    return migrate({ owner, template, container }, objects, "COMMIT");
  }

  /** Runs containers of a pod one after another, until one fails or all are done; undefined for none. */
  private async runContainers(
    owner: ObjectName,
    { template }: JobSpec,
    containers: readonly TemplateContainer[],
    deadlineSeconds: number | undefined,
    signal: AbortSignal,
  ): Promise<PodEnd | undefined> {
    const labels = { "job-name": owner.name, "batch.kubernetes.io/job-name": owner.name };
    let end: PodEnd | undefined;
    for (const container of containers) {
      const parts = { owner, template, container, labels, deadlineSeconds };
      end = { container: container.name, result: await this.means.pods.run(parts, signal) };
      if (end.result.exitCode !== 0) return end;
    }
    return end;
  }
}

function ended({ container, result }: PodEnd): Attempt {
  const { exitCode, deadlineExceeded, stderr } = result;
  return { container, exitCode, deadlineExceeded, message: lastError(stderr) };
}
