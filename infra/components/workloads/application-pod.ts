import type * as pulumi from "@pulumi/pulumi";
import type { Port, Probes, Size } from "../../catalog/types";
import {
  APPLICATION_UID,
  CONTAINER_SECURITY,
  guardContainer,
  guardVolumes,
  type Guard,
} from "./application-guard";
import { containerResources, LOG_DISK } from "../pod/container-resources";
import { FAILURE_MESSAGE, podSecurity } from "../pod/pod-security";
import { SCRATCH_DIRECTORY, SECRETS_DIRECTORY } from "./workload-environment";
import { probeSpecs } from "./workload-probes";

/** What tells one application pod from another's. */
export interface ApplicationPodArgs {
  /** Container name. */
  readonly container: string;
  /** Image by digest. */
  readonly image: string;
  /** Command in place of the image's own. */
  readonly command?: readonly string[] | undefined;
  readonly ports: readonly Port[];
  /** Absent where the pod runs to its end. */
  readonly probes?: Probes | undefined;
  readonly size: Size;
  /** Environment, name to value; never a secret. */
  readonly env: Readonly<Record<string, string>>;
  readonly serviceAccount: string;
  readonly priorityClass: string;
  /** Secret whose keys are files in {@link SECRETS_DIRECTORY}; absent where there is none. */
  readonly secret?: pulumi.Input<string> | undefined;
  /** ConfigMap whose keys are variables; one in `env` wins. Absent where there is none. */
  readonly variables?: string | undefined;
  /** ConfigMap of configuration files and where they go; absent where there are none. */
  readonly files?: { readonly configMap: string; readonly directory: string } | undefined;
  /** Secret with the registry's credentials; absent where images are public. */
  readonly imagePullSecret?: string | undefined;
  /** Present on writers: what keeps them from starting while the other environment serves. */
  readonly guard?: Guard | undefined;
  /** Containers of the same image, environment and size that must end well before, one after the other. @default none */
  readonly before?: readonly { readonly name: string; readonly command: readonly string[] }[];
  /** Labels of the pod; those in `spreadBy` also choose the pods that are spread over zones together. */
  readonly labels: Readonly<Record<string, string>>;
  readonly spreadBy?: Readonly<Record<string, string>>;
  /** @default "Always" */
  readonly restartPolicy?: "Always" | "Never";
}

/** Secrets: the volume group widens this to 0440, so only the pod's own user and group read them (KYB-3). */
const SECRET_MODE = 0o400;
/** Configuration files: read by the pod's group (KYB-3 asks for 0640 at most). */
const FILE_MODE = 0o440;
/** Bound of what an application may leave in its scratch directory. */
const SCRATCH_MIB = 256;
const DISK = { ...LOG_DISK, limitMib: LOG_DISK.limitMib + SCRATCH_MIB };

function volumes({ secret, files, guard }: ApplicationPodArgs) {
  return [
    { name: "tmp", emptyDir: { sizeLimit: `${SCRATCH_MIB}Mi` } },
    ...(secret === undefined
      ? []
      : [{ name: "secrets", secret: { secretName: secret, defaultMode: SECRET_MODE } }]),
    ...(files === undefined
      ? []
      : [{ name: "files", configMap: { name: files.configMap, defaultMode: FILE_MODE } }]),
    ...(guard === undefined ? [] : guardVolumes(guard)),
  ];
}

function container(args: ApplicationPodArgs) {
  const { secret, files } = args;
  return {
    name: args.container,
    image: args.image,
    imagePullPolicy: "IfNotPresent",
    terminationMessagePolicy: FAILURE_MESSAGE,
    ...(args.command === undefined ? {} : { command: [...args.command] }),
    ports: args.ports.map(({ name, containerPort }) => ({ name, containerPort, protocol: "TCP" })),
    ...(args.variables === undefined ? {} : { envFrom: [{ configMapRef: { name: args.variables } }] }),
    env: Object.entries(args.env).map(([name, value]) => ({ name, value })),
    resources: containerResources(args.size, DISK),
    ...(args.probes === undefined ? {} : probeSpecs(args.probes)),
    securityContext: CONTAINER_SECURITY,
    volumeMounts: [
      { name: "tmp", mountPath: SCRATCH_DIRECTORY, readOnly: false },
      ...(secret === undefined ? [] : [{ name: "secrets", mountPath: SECRETS_DIRECTORY, readOnly: true }]),
      ...(files === undefined ? [] : [{ name: "files", mountPath: files.directory, readOnly: true }]),
    ],
  };
}

/** Replicas go to different zones where they can: one zone's fault leaves some of them. */
const spread = (matchLabels: Readonly<Record<string, string>>) => [
  {
    maxSkew: 1,
    topologyKey: "topology.kubernetes.io/zone",
    whenUnsatisfiable: "ScheduleAnyway",
    labelSelector: { matchLabels: { ...matchLabels } },
  },
];

/** What must end well before the container starts: the guard, then what goes before, of which nobody asks anything. */
function initContainers(args: ApplicationPodArgs) {
  const bare = { ...args, ports: [], probes: undefined };
  const steps = (args.before ?? []).map(({ name, command }) =>
    container({ ...bare, container: name, command }),
  );
  return [...(args.guard === undefined ? [] : [guardContainer(args.guard)]), ...steps];
}

/** Pod template of an application: Pod Security `restricted`, a read-only root, secrets as files. */
export function applicationPod(args: ApplicationPodArgs) {
  const first = initContainers(args);
  return {
    metadata: { labels: { ...args.labels }, annotations: {} },
    spec: {
      restartPolicy: args.restartPolicy ?? "Always",
      serviceAccountName: args.serviceAccount,
      priorityClassName: args.priorityClass,
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      terminationGracePeriodSeconds: 30,
      ...(args.imagePullSecret === undefined ? {} : { imagePullSecrets: [{ name: args.imagePullSecret }] }),
      securityContext: podSecurity(APPLICATION_UID),
      ...(args.spreadBy === undefined ? {} : { topologySpreadConstraints: spread(args.spreadBy) }),
      ...(first.length === 0 ? {} : { initContainers: first }),
      containers: [container(args)],
      volumes: volumes(args),
    },
  };
}
