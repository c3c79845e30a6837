import { type PodResult, type RunningPod, runPod } from "../../servers/pod-runner";
import type { OutputStream } from "../../servers/pod/output";
import type { ServiceAccountFiles } from "../../servers/pod/service-account";
import type { NamespaceMatch } from "./outages";
import { type PodParts, podManifest } from "./pod-template";
import type { ObjectName, StoredObject } from "./stored-object";

/** What the pods' surroundings give them. */
export interface PodSurroundings {
  /** Variables that an admission webhook adds to the pods of a namespace, such as a proxy and AWS credentials. @default none */
  readonly inject?: (namespace: string) => Readonly<Record<string, string>>;
  /** Token and API server for pods that mount a token. @default such pods are refused */
  readonly serviceAccount?: (namespace: string) => ServiceAccountFiles;
  /** Called for each line that a pod writes, with the object that the pod belongs to. @default nobody */
  readonly onLine?: (owner: ObjectName, line: string, stream: OutputStream) => void;
}

/** Runs containers of the job image as real pods, and keeps account of those that run. */
export class Pods {
  private readonly running = new Map<RunningPod, string>();

  constructor(
    private readonly objects: (namespace: string) => readonly StoredObject[],
    private readonly surroundings: PodSurroundings,
  ) {}

  /**
   * Runs one container to its end.
   * @param signal stops it, with the grace period of its manifest
   * @throws when it cannot be created: the manifest asks for what cannot be done, or refers to what is not there.
   */
  async run(parts: PodParts, signal: AbortSignal): Promise<PodResult> {
    signal.throwIfAborted();
    const { owner } = parts;
    const namespace = owner.namespace ?? "default";
    const { inject, serviceAccount, onLine } = this.surroundings;
    const pod = runPod({
      manifest: podManifest(parts),
      objects: this.objects(namespace),
      ...(inject === undefined ? {} : { inject: inject(namespace) }),
      ...(serviceAccount === undefined ? {} : { serviceAccount: serviceAccount(namespace) }),
      onLine: (line, stream) => onLine?.(owner, line, stream),
    });
    const stop = (): void => {
      // Before its first process there is nothing that a signal could reach.
      void pod.started.then(() => {
        pod.stop();
      });
    };
    this.running.set(pod, namespace);
    signal.addEventListener("abort", stop, { once: true });
    try {
      return await pod.done;
    } finally {
      signal.removeEventListener("abort", stop);
      this.running.delete(pod);
    }
  }

  /** Ends the pods of these namespaces at once. */
  kill(match: NamespaceMatch): void {
    for (const [pod, namespace] of this.running) {
      if (!match(namespace)) continue;
      void pod.started.then(() => {
        pod.kill();
      });
    }
  }

  /** Ends every pod at once and waits until all are gone. */
  async close(): Promise<void> {
    const all = [...this.running.keys()];
    this.kill(() => true);
    await Promise.allSettled(all.map(({ done }) => done));
  }
}
