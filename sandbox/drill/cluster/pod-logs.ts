import { z } from "zod";
import type { KubernetesApi } from "./kubernetes-api";
import type { ObjectName } from "./drill-cluster";

const containerStatus = z.looseObject({
  name: z.string(),
  containerID: z.string().optional(),
  state: z.looseObject({ terminated: z.looseObject({ exitCode: z.number() }).optional() }).default({}),
});
const pod = z.looseObject({
  metadata: z.looseObject({
    namespace: z.string(),
    name: z.string(),
    ownerReferences: z.array(z.looseObject({ kind: z.string(), name: z.string() })).default([]),
  }),
  status: z
    .looseObject({
      initContainerStatuses: z.array(containerStatus).default([]),
      containerStatuses: z.array(containerStatus).default([]),
    })
    .default({ initContainerStatuses: [], containerStatuses: [] }),
});

/** How a container of a pod ended. */
export interface ContainerEnd {
  readonly container: string;
  readonly exitCode: number;
}

/** What a pod is part of: its Job, or its Deployment; the pod itself where it is part of neither. */
export function ownerOf(object: unknown): ObjectName {
  const { metadata } = pod.parse(object);
  const { namespace } = metadata;
  const [owner] = metadata.ownerReferences;
  if (owner?.kind === "Job") return { kind: "Job", namespace, name: owner.name };
  if (owner?.kind === "ReplicaSet")
    return { kind: "Deployment", namespace, name: owner.name.replace(/-[^-]+$/, "") };
  return { kind: "Pod", namespace, name: metadata.name };
}

/** The container that failed; undefined while none has. */
export function failureOf(object: unknown): ContainerEnd | undefined {
  const { initContainerStatuses, containerStatuses } = pod.parse(object).status;
  for (const { name, state } of [...initContainerStatuses, ...containerStatuses])
    if (state.terminated !== undefined && state.terminated.exitCode !== 0)
      return { container: name, exitCode: state.terminated.exitCode };
  return undefined;
}

/** Follows what containers write, each from when it starts to its end. */
export class PodLogs {
  private readonly followed = new Set<string>();

  /** @param hear takes each line, with what the pod is part of */
  constructor(private readonly hear: (owner: ObjectName, line: string) => void) {}

  /** Follows the containers of a Job's pod, and the init containers of any other. */
  look(api: KubernetesApi, object: unknown): void {
    const { metadata, status } = pod.parse(object);
    const owner = ownerOf(object);
    const own = owner.kind === "Job" ? status.containerStatuses : [];
    for (const { name, containerID } of [...status.initContainerStatuses, ...own]) {
      if (containerID === undefined || this.followed.has(containerID)) continue;
      this.followed.add(containerID);
      const log = `/api/v1/namespaces/${metadata.namespace}/pods/${metadata.name}/log`;
      const hearLine = (line: string): void => {
        this.hear(owner, line);
      };
      // A pod that is gone meanwhile has nothing more to say.
      api.lines(`${log}?container=${name}&follow=true`, hearLine).catch(() => undefined);
    }
  }
}
