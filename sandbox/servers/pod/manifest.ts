import { z } from "zod";
import { parsed } from "../../cluster/parsed";

const text = z.record(z.string(), z.string());
const metadata = z.looseObject({
  name: z.string().optional(),
  namespace: z.string().optional(),
  labels: text.optional(),
  annotations: text.optional(),
});

const keyItems = z
  .array(z.strictObject({ key: z.string(), path: z.string(), mode: z.number().optional() }))
  .optional();
const keyRef = z.strictObject({ name: z.string(), key: z.string(), optional: z.boolean().optional() });
const fieldRef = z.strictObject({ apiVersion: z.string().optional(), fieldPath: z.string() });

const envVariable = z.strictObject({
  name: z.string(),
  value: z.string().optional(),
  valueFrom: z
    .strictObject({
      secretKeyRef: keyRef.optional(),
      configMapKeyRef: keyRef.optional(),
      fieldRef: fieldRef.optional(),
    })
    .optional(),
});

const volume = z.strictObject({
  name: z.string(),
  configMap: z
    .strictObject({
      name: z.string(),
      defaultMode: z.number().optional(),
      items: keyItems,
      optional: z.boolean().optional(),
    })
    .optional(),
  secret: z
    .strictObject({
      secretName: z.string(),
      defaultMode: z.number().optional(),
      items: keyItems,
      optional: z.boolean().optional(),
    })
    .optional(),
  hostPath: z.strictObject({ path: z.string().startsWith("/"), type: z.string().optional() }).optional(),
  emptyDir: z.strictObject({ medium: z.string().optional(), sizeLimit: z.string().optional() }).optional(),
});

const securityContext = z.looseObject({
  runAsUser: z.number().optional(),
  runAsGroup: z.number().optional(),
  runAsNonRoot: z.boolean().optional(),
  privileged: z.literal(false).optional(),
  allowPrivilegeEscalation: z.boolean().optional(),
  readOnlyRootFilesystem: z.boolean().optional(),
  capabilities: z
    .strictObject({ add: z.array(z.string()).optional(), drop: z.array(z.string()).optional() })
    .optional(),
});

const container = z.looseObject({
  name: z.string(),
  command: z.array(z.string()).min(1, "the image has no entrypoint: a command is needed"),
  args: z.array(z.string()).optional(),
  workingDir: z.string().optional(),
  env: z.array(envVariable).optional(),
  envFrom: z
    .array(
      z.strictObject({
        configMapRef: z.strictObject({ name: z.string(), optional: z.boolean().optional() }),
      }),
    )
    .optional(),
  lifecycle: z.never("lifecycle is not supported by the pod runner").optional(),
  securityContext: securityContext.optional(),
  resources: z
    .looseObject({ limits: z.record(z.string(), z.union([z.string(), z.number()])).optional() })
    .optional(),
  volumeMounts: z
    .array(
      z.strictObject({
        name: z.string(),
        mountPath: z.string().startsWith("/"),
        subPath: z.string().optional(),
        readOnly: z.boolean().optional(),
      }),
    )
    .optional(),
});

const podSpec = z.looseObject({
  containers: z.array(container).min(1),
  initContainers: z.never("initContainers are not supported by the pod runner").optional(),
  volumes: z.array(volume).optional(),
  securityContext: z
    .looseObject({
      runAsUser: z.number().optional(),
      runAsGroup: z.number().optional(),
      runAsNonRoot: z.boolean().optional(),
      fsGroup: z.number().optional(),
      supplementalGroups: z.array(z.number()).optional(),
    })
    .optional(),
  serviceAccountName: z.string().optional(),
  automountServiceAccountToken: z.boolean().optional(),
  terminationGracePeriodSeconds: z.number().optional(),
  activeDeadlineSeconds: z.number().optional(),
  hostNetwork: z.literal(false).optional(),
  hostPID: z.literal(false).optional(),
});

const template = z.looseObject({ metadata: metadata.optional(), spec: podSpec });
const jobSpec = z.looseObject({ activeDeadlineSeconds: z.number().optional(), template });

const workload = z.discriminatedUnion("kind", [
  z.looseObject({ kind: z.literal("Pod"), metadata: metadata.optional(), spec: podSpec }),
  z.looseObject({
    kind: z.literal("DaemonSet"),
    metadata: metadata.optional(),
    spec: z.looseObject({ template }),
  }),
  z.looseObject({ kind: z.literal("Job"), metadata: metadata.optional(), spec: jobSpec }),
  z.looseObject({
    kind: z.literal("CronJob"),
    metadata: metadata.optional(),
    spec: z.looseObject({ jobTemplate: z.looseObject({ metadata: metadata.optional(), spec: jobSpec }) }),
  }),
]);

/** The part of a pod's spec that the runner reads; other fields are allowed and have no effect on a process. */
export type PodSpec = z.infer<typeof podSpec>;
/** One container of a pod. */
export type Container = z.infer<typeof container>;
/** One volume of a pod. */
export type Volume = z.infer<typeof volume>;
/** One variable of a container. */
export type EnvVariable = z.infer<typeof envVariable>;
/** Which keys of a ConfigMap or Secret become which files. */
export type KeyItems = z.infer<typeof keyItems>;

/** What a Pod, DaemonSet, Job or CronJob manifest says about its pod. */
export interface PodManifest {
  /** Name of the pod or of the job; `pod` when the manifest has none. */
  readonly name: string;
  /** Namespace; `default` when the manifest has none. */
  readonly namespace: string;
  /** Labels of the pod. */
  readonly labels: Readonly<Record<string, string>>;
  /** Annotations of the pod. */
  readonly annotations: Readonly<Record<string, string>>;
  /** The pod's spec. */
  readonly spec: PodSpec;
  /** Seconds after which the pod is stopped: the smaller of the job's and the pod's own; undefined means never. */
  readonly activeDeadlineSeconds: number | undefined;
}

export { parsed };

function podOf(found: z.infer<typeof workload>): {
  pod: z.infer<typeof template>;
  deadlines: (number | undefined)[];
} {
  if (found.kind === "Pod") return { pod: found, deadlines: [] };
  if (found.kind === "DaemonSet") return { pod: found.spec.template, deadlines: [] };
  const job = found.kind === "Job" ? found.spec : found.spec.jobTemplate.spec;
  return { pod: job.template, deadlines: [job.activeDeadlineSeconds] };
}

/**
 * Reads a Pod, DaemonSet, Job or CronJob as kubectl would get it.
 * @throws when it is none of these, or asks for something that the pod runner cannot do as kubelet does: every such
 * field at once.
 */
export function readManifest(manifest: unknown): PodManifest {
  const found = parsed(workload, manifest, "manifest");
  const { pod, deadlines } = podOf(found);
  const limits = [...deadlines, pod.spec.activeDeadlineSeconds].filter((limit) => limit !== undefined);
  return {
    name: found.metadata?.name ?? "pod",
    namespace: found.metadata?.namespace ?? pod.metadata?.namespace ?? "default",
    labels: pod.metadata?.labels ?? {},
    annotations: pod.metadata?.annotations ?? {},
    spec: pod.spec,
    activeDeadlineSeconds: limits.length === 0 ? undefined : Math.min(...limits),
  };
}
