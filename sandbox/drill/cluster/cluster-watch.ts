import { type ClusterEvent, type EventListener, type ObjectName, titleOf } from "./drill-cluster";
import { JobProgress } from "./job-progress";
import { lastError } from "./job-log";
import type { KubernetesApi } from "./kubernetes-api";
import { failureOf, ownerOf, PodLogs } from "./pod-logs";
import { RollOutProgress } from "./roll-out-progress";

/** Who hears of a cluster. */
export interface WatchOptions {
  /** Namespaces that it looks at. */
  readonly namespaces: ReadonlySet<string>;
  readonly onEvent: EventListener;
  /** Hears each line that a Job's pod or an init container writes. */
  readonly onLine: (owner: ObjectName, line: string) => void;
  /** Hears of Ingresses. */
  readonly onIngress: (object: unknown, isThere: boolean) => void;
}

/** What happens in the stack's namespaces of a cluster, reported as it happens; it outlives the cluster's restarts. */
export class ClusterWatch {
  private readonly jobs: JobProgress;
  private readonly rollOuts = new RollOutProgress();
  private readonly logs: PodLogs;
  private readonly written = new Map<string, string>();
  private readonly ends = new Map<string, string>();

  constructor(private readonly options: WatchOptions) {
    this.jobs = new JobProgress((name) => this.whyOf(name));
    this.logs = new PodLogs((owner, line) => {
      this.written.set(titleOf(owner), `${this.written.get(titleOf(owner)) ?? ""}${line}\n`);
      options.onLine(owner, line);
    });
  }

  /** Watches by this API from now on, until that is closed. */
  connect(api: KubernetesApi): void {
    const tell = (events: readonly ClusterEvent[]): void => {
      events
        .filter(({ object }) => this.options.namespaces.has(object.namespace))
        .forEach(this.options.onEvent);
    };
    api.follow("/api/v1/pods", (object, isThere) => {
      if (!this.options.namespaces.has(ownerOf(object).namespace)) return;
      const failure = failureOf(object);
      if (failure !== undefined)
        this.ends.set(
          titleOf(ownerOf(object)),
          `container ${failure.container} ended with exit code ${failure.exitCode}`,
        );
      if (isThere) this.logs.look(api, object);
    });
    api.follow("/apis/batch/v1/jobs", (object, isThere) => {
      if (isThere) tell(this.jobs.look(object, Date.now()));
    });
    api.follow("/apis/apps/v1/deployments", (object, isThere) => {
      if (isThere) tell(this.rollOuts.look(object, Date.now()));
    });
    api.follow("/apis/networking.k8s.io/v1/ingresses", this.options.onIngress);
  }

  private whyOf(name: ObjectName): string {
    const end = this.ends.get(titleOf(name)) ?? "its pod was ended";
    return `${end}: ${lastError(this.written.get(titleOf(name)) ?? "")}`;
  }
}
