import path from "node:path";
import { z } from "zod";
import { ClusterApi } from "./cluster-api";
import type { Cluster } from "./cluster";
import { ContainerLog, type OutputStream } from "./container-log";
import type { PodManifest } from "./pod-manifest";
import { isFirst, podProcesses } from "./pod-processes";
import { podState, type PodState } from "./pod-state";

/** A pod that does not run by then lacks something that nobody will give it. */
const START_WITHIN_MS = 120_000;

/** How a pod's container ended. */
export interface PodResult {
  /** Exit code; 128 plus the signal's number when a signal ended it. */
  readonly exitCode: number;
  /** Why: of the pod where that has a reason, such as `DeadlineExceeded` or `Evicted`, else `Completed`, `Error` or `OOMKilled`. */
  readonly reason: string;
  /** All it wrote to stdout. */
  readonly stdout: string;
  /** All it wrote to stderr. */
  readonly stderr: string;
  /** From the pod's creation until the API reported its end, in milliseconds; of that up to three seconds are the kubelet's. */
  readonly durationMs: number;
}

/** A pod that is running. */
export interface RunningPod {
  /** Resolves when it has ended; rejects when it could not be made, or cannot run as it is. */
  readonly done: Promise<PodResult>;
  /** Its address, which this machine reaches too; undefined before the API has reported it. */
  readonly address: string | undefined;
  /** Process ids, on this machine, of its container; none before that begins and after it has ended. */
  processes(): readonly number[];
  /** Deletes it: SIGTERM, and SIGKILL after its own terminationGracePeriodSeconds. */
  stop(): void;
  /**
   * Sends a signal to its container's first process at once, when there is one. SIGKILL ends every process of the
   * container; others reach it only if it has a handler for them.
   * @default SIGKILL
   */
  kill(signal?: NodeJS.Signals): void;
}

/** Called for each line as it is written, without its line end. */
export type OnLine = (line: string, stream: OutputStream) => void;

const created = z.object({ metadata: z.object({ uid: z.string() }) });

/** Runs pods of one container on a cluster, each once. */
export class Pods {
  readonly #listeners = new Map<string, (state: PodState) => void>();
  readonly #unwatch: () => void;

  private constructor(
    private readonly cluster: Cluster,
    readonly api: ClusterApi,
  ) {
    this.#unwatch = api.watch("/api/v1/pods", (change) => {
      const state = podState(change);
      this.#listeners.get(state.pod)?.(state);
    });
  }

  /** Those of a cluster that runs. */
  static async of(cluster: Cluster): Promise<Pods> {
    return new Pods(cluster, await ClusterApi.open(cluster));
  }

  /** Follows no pod any more. */
  close(): void {
    this.#unwatch();
  }

  /**
   * Makes a pod, which must have `restartPolicy: Never` and one container, and removes it when it has ended. What it refers
   * to must be there. Its log is read from the node's folder: the API has both streams as one.
   */
  run(manifest: PodManifest, onLine?: OnLine): RunningPod {
    const { name, namespace } = manifest.metadata;
    const begin = performance.now();
    const pods = `/api/v1/namespaces/${namespace}/pods`;
    const end = this.#end(`${namespace}/${name}`);
    let uid: string | undefined;
    const made = this.api.client
      .must(`${pods}?fieldValidation=Strict`, { method: "POST", body: manifest })
      .then((answer) => {
        ({ uid } = created.parse(answer).metadata);
        const folder = path.join(this.cluster.folder, "var/log/pods", `${namespace}_${name}_${uid}`);
        return new ContainerLog(path.join(folder, manifest.spec.containers[0]?.name ?? "", "0.log"), onLine);
      });
    const remove = (): void => {
      // Refused where it is gone already; a cluster that has ended does not answer.
      this.api.client.request(`${pods}/${name}`, { method: "DELETE" }).catch(() => undefined);
    };
    const run = async (): Promise<PodResult> => {
      const log = await made;
      try {
        const ended = await end.promise;
        const durationMs = performance.now() - begin;
        log.close();
        return { ...ended, stdout: log.text("stdout"), stderr: log.text("stderr"), durationMs };
      } finally {
        log.close();
        remove();
      }
    };
    const done = run().finally(end.forget);
    const processes = (): number[] => (uid === undefined ? [] : podProcesses(this.cluster.cgroup, uid));
    return {
      done,
      get address() {
        return end.address();
      },
      processes,
      stop: () => {
        made.then(remove, () => undefined);
      },
      kill: (signal = "SIGKILL") => {
        for (const pid of processes().filter(isFirst)) signalTo(pid, signal);
      },
    };
  }

  /** Follows a pod until the API reports its end. */
  #end(pod: string) {
    let resolve: (end: NonNullable<PodState["end"]>) => void = () => undefined;
    let reject: (error: Error) => void = () => undefined;
    const promise = new Promise<NonNullable<PodState["end"]>>((...both) => {
      [resolve, reject] = both;
    });
    // Where it cannot be made, nobody waits for its end.
    promise.catch(() => undefined);
    const fail = (problem: string): void => {
      reject(new Error(`pod ${pod}: ${problem}`));
    };
    const late = setTimeout(() => {
      this.#events(pod).then(fail, fail);
    }, START_WITHIN_MS);
    let address: string | undefined;
    this.#listeners.set(pod, ({ started, end, problem, ...state }) => {
      address = state.address;
      if (started) clearTimeout(late);
      if (end !== undefined) resolve(end);
      else if (problem !== undefined) fail(problem);
    });
    const forget = (): void => {
      clearTimeout(late);
      this.#listeners.delete(pod);
    };
    return { promise, forget, address: () => address };
  }

  /** What the cluster says of a pod that does not start. */
  async #events(pod: string): Promise<string> {
    const [namespace = "", name = ""] = pod.split("/");
    const description = await this.cluster.kubectl(["--namespace", namespace, "describe", "pod", name]);
    return `does not run after ${START_WITHIN_MS / 1000} s\n${description}`;
  }
}

function signalTo(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It ended a moment ago.
  }
}
