import type * as pulumi from "@pulumi/pulumi";
import type { Port, Probes, Size } from "../../catalog/types";
import { LOG_DISK, type ContainerArgs } from "../pod/container";
import { mountedConfigMap, mountedSecret, scratch, SECRETS_DIRECTORY } from "../pod/mounted";
import { podTemplate } from "../pod/pod-template";
import type { Scripts } from "../pod/scripts";
import { guardContainer } from "./fence-guard";
import { SCRATCH_DIRECTORY } from "./workload-environment";

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
  readonly guard?: Scripts | undefined;
  /** Containers of the same image, environment and size that must end well before, one after the other. @default none */
  readonly before?: readonly { readonly name: string; readonly command: readonly string[] }[];
  /** Labels of the pod; those in `spreadBy` also choose the pods that are spread over zones together. */
  readonly labels: Readonly<Record<string, string>>;
  readonly spreadBy?: Readonly<Record<string, string>>;
  /** @default "Always" */
  readonly restartPolicy?: "Always" | "Never";
}

/** Bound of what an application may leave in its scratch directory. */
const SCRATCH_MIB = 256;
const DISK = { ...LOG_DISK, limitMib: LOG_DISK.limitMib + SCRATCH_MIB };

/** Replicas go to different zones where they can: one zone's fault leaves some of them. */
const spread = (matchLabels: Readonly<Record<string, string>>) => [
  {
    maxSkew: 1,
    topologyKey: "topology.kubernetes.io/zone",
    whenUnsatisfiable: "ScheduleAnyway",
    labelSelector: { matchLabels: { ...matchLabels } },
  },
];

/** Pod template of an application: after its guard and what goes before, a container with secrets as files. */
export function applicationPod(args: ApplicationPodArgs) {
  const { guard, files, imagePullSecret, before = [] } = args;
  const bare: ContainerArgs = {
    name: args.container,
    image: args.image,
    command: args.command,
    ports: [],
    variables: args.variables,
    env: args.env,
    size: args.size,
    disk: DISK,
    mounted: [
      scratch("tmp", SCRATCH_DIRECTORY, SCRATCH_MIB),
      mountedSecret("secrets", args.secret, SECRETS_DIRECTORY),
      files && mountedConfigMap("files", files.configMap, files.directory),
    ],
  };
  return podTemplate({
    labels: args.labels,
    annotations: {},
    restartPolicy: args.restartPolicy ?? "Always",
    serviceAccount: args.serviceAccount,
    priorityClass: args.priorityClass,
    imagePullSecrets: imagePullSecret === undefined ? undefined : [{ name: imagePullSecret }],
    topologySpreadConstraints: args.spreadBy && spread(args.spreadBy),
    first: [
      ...(guard === undefined ? [] : [guardContainer(guard)]),
      ...before.map((step) => ({ ...bare, ...step })),
    ],
    containers: [{ ...bare, ports: args.ports, probes: args.probes }],
  });
}
