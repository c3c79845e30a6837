import type { Backend, Operation } from "../../providers/backend";
import { simulatedBackend } from "../../providers/simulated-backend";
import type { PodResult } from "../../servers/pod-runner";
import type { EventListener } from "./cluster-event";
import { Deployments } from "./deployments";
import { Jobs } from "./jobs";
import { ObjectStore } from "./object-store";
import { type NamespaceMatch, Outages } from "./outages";
import { type PodSurroundings, Pods } from "./pods";
import { type ObjectName, type StoredObject, nameOf, nameOfId, objectOf, told } from "./stored-object";
import type { WorkloadRegistry } from "./workload-registry";

/** How the cluster is to be. */
export interface ClusterOptions extends PodSurroundings {
  /** References of the job image: only its containers run as real pods. */
  readonly jobImages: readonly string[];
  /** Declared seconds that pass in one real second: shortens progressDeadlineSeconds, nothing else. @default 1 */
  readonly timeScale?: number;
  /** Milliseconds between two pods of a failing job or init container. @default 1000 */
  readonly retryMs?: number;
  /** Hears when jobs and roll-outs begin and end. @default nobody */
  readonly onEvent?: EventListener;
}

/** A cluster that stands behind the Kubernetes provider. */
export interface Cluster {
  readonly backend: Backend;
  /** The workloads that serve. */
  readonly workloads: WorkloadRegistry;
  /** Runs one pod of a CronJob now, suspended or not, as `kubectl create job --from` does; it is not tried again. */
  runCronJob(namespace: string, name: string, env?: Readonly<Record<string, string>>): Promise<PodResult>;
  /** An object as it is stored, secrets in the clear; undefined when there is none. */
  object(kind: string, namespace: string, name: string): StoredObject | undefined;
  /** Ends the pods of jobs at once, as a node that is lost does; their Jobs try again. */
  killPods(match: NamespaceMatch): void;
  /** A region's end: every application and pod there ends at once, and everything new is refused until `revive`. */
  killNamespaces(match: NamespaceMatch): void;
  /** The region is back: its Deployments start again by themselves, init containers first, without a time limit. */
  revive(match: NamespaceMatch): void;
  /** Ends everything that runs. */
  close(): Promise<void>;
}

/** Whether the provider waits until the object is ready. */
const isAwaited = ({ metadata }: StoredObject): boolean =>
  metadata.annotations?.["pulumi.com/skipAwait"] !== "true";

/**
 * A cluster of one process, which several stacks share as long as their namespaces differ: it holds objects, runs Jobs
 * to their end and Deployments until they are ready. A preview changes nothing.
 */
export function clusterBackend(options: ClusterOptions): Cluster {
  const { retryMs = 1000, timeScale = 1, onEvent } = options;
  const store = new ObjectStore();
  const outages = new Outages();
  const objects = (namespace: string): readonly StoredObject[] => store.inNamespace(namespace);
  const pods = new Pods(objects, options);
  const isJobImage = (image: string): boolean => options.jobImages.includes(image);
  const deployments = new Deployments({ pods, isJobImage, objects, retryMs, timeScale, onEvent });
  const jobs = new Jobs({ pods, outages, isJobImage, objects, retryMs, onEvent });

  /** The provider makes no object that is there already, unless its configuration says that it takes it over. */
  const refuseTwin = ({ context }: Operation, object: StoredObject): void => {
    const name = nameOf(object);
    if (store.get(name) === undefined || context.config["upsertExistingObjects"] === true) return;
    throw new Error(`${told(name)} already exists: delete it, or set kubernetes:upsertExistingObjects`);
  };

  const backend: Backend = {
    async create(operation) {
      const state = await simulatedBackend.create(operation);
      if (operation.preview) return state;
      const object = objectOf(operation);
      outages.refuse(nameOf(object));
      refuseTwin(operation, object);
      store.put(object);
      try {
        if (object.kind === "Job" && isAwaited(object)) await jobs.run(object, operation.signal);
        else if (object.kind === "Job") jobs.begin(object);
        if (object.kind === "Deployment") await deployments.apply(object, operation.signal);
      } catch (error) {
        store.remove(nameOf(object));
        throw error;
      }
      return state;
    },

    async update(operation) {
      const outputs = await simulatedBackend.update(operation);
      if (operation.preview) return outputs;
      const object = objectOf(operation);
      outages.refuse(nameOf(object));
      store.put(object);
      // What a Job would run anew replaces it.
      if (object.kind === "Deployment") await deployments.apply(object, operation.signal);
      return outputs;
    },

    async delete({ context, id }) {
      const name = nameOfId(context.type, id);
      outages.refuse(name);
      if (name.kind === "Deployment") await deployments.remove(name);
      if (name.kind === "Job") jobs.end(name);
      store.remove(name);
    },

    read: (operation) => simulatedBackend.read(operation),
  };

  return {
    backend,
    workloads: deployments,

    async runCronJob(namespace, name, env = {}) {
      const cronJob: ObjectName = { kind: "CronJob", namespace, name };
      outages.refuse(cronJob);
      const found = store.get(cronJob);
      if (found === undefined)
        throw new Error(`${told(cronJob)} is not there: run pulumi up, or mend the name`);
      return jobs.runOnce(found, env);
    },

    object: (kind, namespace, name) => store.get({ kind, namespace, name }),

    killPods: (match) => {
      pods.kill(match);
    },

    killNamespaces(match) {
      outages.begin(match);
      deployments.kill(match);
      pods.kill(match);
    },

    revive(match) {
      outages.end(match);
      const back = (object: StoredObject): boolean => match(object.metadata.namespace ?? "default");
      deployments.restore(store.ofKind("Deployment").filter(back));
    },

    async close() {
      jobs.close();
      await Promise.all([deployments.close(), pods.close()]);
    },
  };
}
