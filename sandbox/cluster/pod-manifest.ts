import { z } from "zod";
import type { Job } from "./job";

const labels = z.record(z.string(), z.string()).optional();
const container = z.looseObject({ name: z.string(), image: z.string().optional() });
const podSpec = z.looseObject({ containers: z.array(container) });
const podTemplate = z.looseObject({
  metadata: z.looseObject({ labels, annotations: labels }).optional(),
  spec: podSpec,
});

/** A pod as the API takes it. */
export interface PodManifest {
  readonly apiVersion: "v1";
  readonly kind: "Pod";
  readonly metadata: {
    readonly name: string;
    readonly namespace: string;
    readonly labels: Readonly<Record<string, string>>;
    readonly annotations: Readonly<Record<string, string>>;
  };
  readonly spec: z.infer<typeof podSpec>;
}

/**
 * A pod of a template, such as a Job's or a DaemonSet's.
 * @param labels beside the template's own. @default none
 */
export function podOfTemplate(
  template: unknown,
  { name, namespace }: { readonly name: string; readonly namespace: string },
  more: Readonly<Record<string, string>> = {},
): PodManifest {
  const { metadata, spec } = podTemplate.parse(template);
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      name,
      namespace,
      labels: { ...metadata?.labels, ...more },
      annotations: { ...metadata?.annotations },
    },
    spec,
  };
}

/**
 * The first pod that a Job makes, under the Job's own name: its template with the Job's labels, and the Job's deadline as its
 * own. Made by hand, for a Job would make another pod where the first one fails, and without its `backoffLimit` and
 * `podFailurePolicy` it would not be the declared Job either.
 */
export function podOfJob(job: Job): PodManifest {
  const { name, namespace } = job.metadata;
  const pod = podOfTemplate(
    job.spec.template,
    { name, namespace: z.string().parse(namespace) },
    { "batch.kubernetes.io/job-name": name, "job-name": name },
  );
  const deadlines = [job.spec["activeDeadlineSeconds"], pod.spec["activeDeadlineSeconds"]];
  const seconds = deadlines.flatMap((each) => (typeof each === "number" ? [each] : []));
  return seconds.length === 0
    ? pod
    : { ...pod, spec: { ...pod.spec, activeDeadlineSeconds: Math.min(...seconds) } };
}
