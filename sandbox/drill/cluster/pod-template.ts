import { randomBytes } from "node:crypto";
import { z } from "zod";
import type { ObjectName } from "./stored-object";

const labels = z.record(z.string(), z.string()).default({});

const container = z.looseObject({
  name: z.string(),
  image: z.string(),
  command: z.array(z.string()).optional(),
  volumeMounts: z.array(z.looseObject({ name: z.string() })).default([]),
  readinessProbe: z.looseObject({ httpGet: z.looseObject({ path: z.string() }).optional() }).optional(),
});

/** Schema of a pod template, as far as the cluster's stand-in reads it itself. */
export const podTemplate = z.looseObject({
  metadata: z.looseObject({ labels, annotations: labels }).default({ labels: {}, annotations: {} }),
  spec: z.looseObject({
    initContainers: z.array(container).default([]),
    containers: z.tuple([container], container),
    volumes: z.array(z.looseObject({ name: z.string() })).default([]),
  }),
});

/** A container of a template. */
export type TemplateContainer = z.infer<typeof container>;
/** A pod template. */
export type PodTemplate = z.infer<typeof podTemplate>;

/** What a pod is made from. */
export interface PodParts {
  /** The Job, CronJob or Deployment that the pod belongs to. */
  readonly owner: ObjectName;
  readonly template: PodTemplate;
  readonly container: TemplateContainer;
  /** Labels beside the template's. @default none */
  readonly labels?: Readonly<Record<string, string>>;
  /** Seconds after which it is stopped. @default the template's own */
  readonly deadlineSeconds?: number | undefined;
}

const SUFFIX_BYTES = 3;
const MAX_NAME = 63;

/**
 * The Pod manifest of one container of a template: its init containers and its other containers are left out, and the
 * volumes that it does not mount.
 */
export function podManifest({ owner, template, container: one, ...parts }: PodParts): object {
  const suffix = `-${randomBytes(SUFFIX_BYTES).toString("hex")}`;
  const { spec } = template;
  const mounted = new Set(one.volumeMounts.map(({ name }) => name));
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      name: owner.name.slice(0, MAX_NAME - suffix.length) + suffix,
      ...(owner.namespace === undefined ? {} : { namespace: owner.namespace }),
      labels: { ...template.metadata.labels, ...parts.labels },
      annotations: template.metadata.annotations,
    },
    spec: {
      ...spec,
      initContainers: undefined,
      ...(parts.deadlineSeconds === undefined ? {} : { activeDeadlineSeconds: parts.deadlineSeconds }),
      containers: [one],
      volumes: spec.volumes.filter(({ name }) => mounted.has(name)),
    },
  };
}
