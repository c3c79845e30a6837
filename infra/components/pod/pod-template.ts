import type * as pulumi from "@pulumi/pulumi";
import type { core } from "@pulumi/kubernetes/types/input";
import { container, type ContainerArgs } from "./container";

/** What tells one pod from another. */
export interface PodArgs extends Pick<
  core.v1.PodSpec,
  "imagePullSecrets" | "tolerations" | "topologySpreadConstraints"
> {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, pulumi.Input<string>>> | undefined;
  readonly restartPolicy: "Always" | "Never";
  readonly serviceAccount: string;
  readonly priorityClass: string;
  /** True where it reads the Kubernetes API. @default false */
  readonly apiToken?: boolean;
  /** Seconds to end in before it is killed. @default 30 */
  readonly graceSeconds?: number;
  /** True where a volume that stays has files whose modes matter: its group is set once, not at every mount. @default false */
  readonly keepsModes?: boolean;
  /** Groups beside its own. @default none */
  readonly supplementalGroups?: readonly number[];
  /** Containers that must end well before the others start, one after the other. @default none */
  readonly first?: readonly ContainerArgs[];
  readonly containers: readonly ContainerArgs[];
}

/** Unprivileged user, group and volume group of every pod (KYB-3: an account with no shell), and of the images made here. */
const UID = 10001;

/** Each volume once, in the order of the containers that run and then of those that run first. */
function volumes(containers: readonly ContainerArgs[]) {
  const mounted = containers.flatMap((one) => one.mounted).filter((one) => one !== undefined);
  return [...new Map(mounted.map(({ name, source }) => [name, { name, ...source }])).values()];
}

/** Pod template that Pod Security `restricted` admits: no root, no capability, nothing of the cluster that is not asked for. */
export function podTemplate({ labels, annotations, containers, first = [], ...args }: PodArgs) {
  const { imagePullSecrets, tolerations, topologySpreadConstraints, supplementalGroups } = args;
  return {
    metadata: { labels: { ...labels }, annotations: annotations && { ...annotations } },
    spec: {
      restartPolicy: args.restartPolicy,
      serviceAccountName: args.serviceAccount,
      priorityClassName: args.priorityClass,
      automountServiceAccountToken: args.apiToken ?? false,
      enableServiceLinks: false,
      terminationGracePeriodSeconds: args.graceSeconds ?? 30,
      imagePullSecrets,
      tolerations,
      topologySpreadConstraints,
      securityContext: {
        runAsNonRoot: true,
        runAsUser: UID,
        runAsGroup: UID,
        fsGroup: UID,
        fsGroupChangePolicy: args.keepsModes === true ? "OnRootMismatch" : undefined,
        supplementalGroups: supplementalGroups && [...supplementalGroups],
        seccompProfile: { type: "RuntimeDefault" },
      },
      initContainers: first.length === 0 ? undefined : first.map(container),
      containers: containers.map(container),
      volumes: volumes([...containers, ...first]),
    },
  };
}

/** Checks of kube-score that an object does not meet, each with the reason. */
export type LintExceptions = Readonly<Partial<Record<ScoreCheck, string>>>;

type ScoreCheck = "container-image-pull-policy" | "pod-probes-identical";

/** Exception of every pod. */
const PULL: LintExceptions = {
  "container-image-pull-policy":
    "images are pinned by digest: a node that has one need not ask a registry that may be away",
};

/** Annotations of an object with pods: what kube-score shall leave out, and why. */
export function lintAnnotations(more: LintExceptions = {}): Readonly<Record<string, string>> {
  const exceptions = Object.entries({ ...PULL, ...more });
  return {
    "kube-score/ignore": exceptions.map(([check]) => check).join(","),
    "lifeboat/kube-score-exceptions": exceptions.map(([check, reason]) => `${check}: ${reason}`).join("; "),
  };
}
