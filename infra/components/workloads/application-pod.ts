import type * as pulumi from "@pulumi/pulumi";
import { authorityFiles } from "../pod/database-authority";
import { LOG_DISK, type ContainerArgs } from "../pod/container";
import { mountedConfigMap, mountedSecret, scratch, SECRETS_DIRECTORY } from "../pod/mounted";
import { podTemplate, type PodArgs } from "../pod/pod-template";
import type { Scripts } from "../pod/scripts";
import { guardContainer } from "./fence-guard";
import { SCRATCH_DIRECTORY } from "./workload-environment";

/** What tells one application pod from another's. */
export interface ApplicationPodArgs
  extends
    Pick<PodArgs, "labels" | "serviceAccount" | "priorityClass">,
    Pick<ContainerArgs, "image" | "command" | "args" | "variables" | "probes" | "size">,
    Required<Pick<ContainerArgs, "env" | "ports">> {
  /** Container name. */
  readonly container: string;
  /** Secret whose keys are files in {@link SECRETS_DIRECTORY}; absent where there is none. */
  readonly secret?: pulumi.Input<string> | undefined;
  /** ConfigMap of configuration files and where they go; absent where there are none. */
  readonly files?: { readonly configMap: string; readonly directory: string } | undefined;
  /** ConfigMap of the database authority's certificates; absent where no server is checked. */
  readonly authority?: string | undefined;
  /** Secret with the registry's credentials; absent where images are public. */
  readonly imagePullSecret?: string | undefined;
  /** Present on writers: what keeps them from starting while the other environment serves. */
  readonly guard?: Scripts | undefined;
  /** Containers of the same image, environment and size that must end well before, one after the other. @default none */
  readonly before?: readonly { readonly name: string; readonly command: readonly string[] }[];
  /** Labels that choose the pods that are spread over zones together. @default none are spread */
  readonly spreadBy?: Readonly<Record<string, string>>;
  /** @default "Always" */
  readonly restartPolicy?: PodArgs["restartPolicy"];
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
  const own: ContainerArgs = {
    ...args,
    name: args.container,
    disk: DISK,
    mounted: [
      scratch("tmp", SCRATCH_DIRECTORY, SCRATCH_MIB),
      mountedSecret("secrets", args.secret, SECRETS_DIRECTORY),
      files && mountedConfigMap("files", files.configMap, files.directory),
      authorityFiles(args),
    ],
  };
  return podTemplate({
    ...args,
    annotations: {},
    restartPolicy: args.restartPolicy ?? "Always",
    imagePullSecrets: imagePullSecret === undefined ? undefined : [{ name: imagePullSecret }],
    topologySpreadConstraints: args.spreadBy && spread(args.spreadBy),
    first: [
      ...(guard === undefined ? [] : [guardContainer(guard)]),
      // Nobody asks anything of them, and the API refuses probes there.
      ...before.map((step) => ({ ...own, ...step, ports: [], probes: undefined })),
    ],
    containers: [own],
  });
}
