import type { core } from "@pulumi/kubernetes/types/input";
import type { Port, Probe, Probes, Size } from "../../catalog/types";
import type { Mounted } from "./mounted";

/** Disk of its node that a container may use, MiB: its log, and what it leaves in volumes that are not in memory. */
export interface Disk {
  readonly requestMib: number;
  readonly limitMib: number;
}

/** Disk of a container that writes nothing but its log. */
export const LOG_DISK: Disk = { requestMib: 64, limitMib: 128 };

/** What a container that failed tells: the end of its log, up to 2 KiB, where `kubectl describe` and `pulumi up` show it. */
export const FAILURE_MESSAGE = "FallbackToLogsOnError";

/** What tells one container from another. */
export interface ContainerArgs {
  readonly name: string;
  /** Image by digest. */
  readonly image: string;
  /** @default the image's own */
  readonly command?: readonly string[] | undefined;
  /** @default the image's own */
  readonly args?: readonly string[];
  /** Environment by name: values, never a secret, and sources of what only the cluster knows. */
  readonly env?: Readonly<Record<string, string | core.v1.EnvVarSource>>;
  /** ConfigMap whose keys are variables; one in `env` wins. @default none */
  readonly variables?: string | undefined;
  readonly ports?: readonly Pick<Port, "name" | "containerPort">[];
  /** @default none, as where a pod runs to its end */
  readonly probes?: Probes | undefined;
  readonly size: Size;
  /** @default {@link LOG_DISK} */
  readonly disk?: Disk;
  /** In their order; undefined where there is nothing to mount. */
  readonly mounted: readonly (Mounted | undefined)[];
}

/** Image of a repository by digest, from config's `images`. @throws Error when there is none */
export function imageOf(images: Readonly<Record<string, string>>, repository: string): string {
  const image = images[repository];
  if (image === undefined) throw new Error(`images.${repository}: missing, although the config check passed`);
  return image;
}

/** Requests and limits as Kubernetes writes them. */
export function resources(size: Size) {
  return {
    requests: { cpu: `${size.cpuRequestMillicores}m`, memory: `${size.memoryRequestMib}Mi` },
    limits: { cpu: `${size.cpuLimitMillicores}m`, memory: `${size.memoryLimitMib}Mi` },
  };
}

/** A probe as the kubelet wants it; a port by its name. */
function probeSpec({ check, ...timing }: Probe) {
  const question =
    "http" in check
      ? { httpGet: { path: check.http, port: check.port, scheme: "HTTP" } }
      : "tcp" in check
        ? { tcpSocket: { port: check.tcp } }
        : { exec: { command: [...check.command] } };
  return { ...question, ...timing };
}

/** A container that Pod Security `restricted` admits, with a read-only root and bounds on all that it uses. */
export function container({ disk = LOG_DISK, ...args }: ContainerArgs) {
  const { command, env, probes, variables } = args;
  const { requests, limits } = resources(args.size);
  return {
    name: args.name,
    image: args.image,
    imagePullPolicy: "IfNotPresent",
    terminationMessagePolicy: FAILURE_MESSAGE,
    command: command && [...command],
    args: args.args && [...args.args],
    ports: args.ports?.map(({ name, containerPort }) => ({ name, containerPort, protocol: "TCP" })),
    envFrom: variables === undefined ? undefined : [{ configMapRef: { name: variables } }],
    env:
      env &&
      Object.entries(env).map(([name, value]) =>
        typeof value === "string" ? { name, value } : { name, valueFrom: value },
      ),
    resources: {
      requests: { ...requests, "ephemeral-storage": `${disk.requestMib}Mi` },
      limits: { ...limits, "ephemeral-storage": `${disk.limitMib}Mi` },
    },
    startupProbe: probes && probeSpec(probes.startup),
    readinessProbe: probes && probeSpec(probes.readiness),
    livenessProbe: probes && probeSpec(probes.liveness),
    securityContext: {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ["ALL"] },
    },
    volumeMounts: args.mounted.flatMap((one) =>
      one === undefined ? [] : [{ name: one.name, mountPath: one.mountPath, readOnly: one.readOnly }],
    ),
  };
}
