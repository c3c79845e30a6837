import { declaredImage, type Image, type ImageName } from "../../images/dockerfile";
import { containerEnvironment, expand } from "./environment";
import { bytesOf } from "../../cluster/quantity";
import { indexObjects, type Objects } from "./objects";
import { readManifest, type Container, type PodManifest } from "./manifest";
import { identityOf, setprivArguments } from "./security";
import { apiEnvironment, type ServiceAccountFiles } from "./service-account";
import { planVolumes, type PlannedVolumes } from "./volumes";

/** What to run, and what its surroundings give it. */
export interface PodOptions {
  /** A Pod, DaemonSet, Job or CronJob as kubectl would get it. Nothing is scheduled or repeated: its pod runs once, now. */
  readonly manifest: unknown;
  /** Rendered manifests among which the pod's ConfigMaps, Secrets and ServiceAccount are; others are ignored. @default none */
  readonly objects?: readonly unknown[];
  /** Which container to run. @default the only one */
  readonly container?: string;
  /** Variables to set or replace, as `kubectl set env` does. @default none */
  readonly env?: Readonly<Record<string, string>>;
  /**
   * Variables that an admission webhook adds, such as AWS credentials in place of what EKS's webhook gives a service
   * account with a role. A variable of the manifest wins. @default none
   */
  readonly inject?: Readonly<Record<string, string>>;
  /** Token and API server for a pod whose automountServiceAccountToken is not false. */
  readonly serviceAccount?: ServiceAccountFiles;
  /**
   * Directories of this machine that stand for those of the node, by path; `emptyDir:<volume>` stands for an emptyDir that
   * outlives its container, as it does where kubelet starts that again. @default none
   */
  readonly hostPaths?: Readonly<Record<string, string>>;
  /** The image. @default jobs */
  readonly image?: ImageName;
}

/** Everything that the supervisor needs to run one container. */
export interface PodPlan extends PlannedVolumes {
  readonly hostname: string;
  readonly rootReadOnly: boolean;
  readonly workingDir: string;
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Arguments of setpriv(1). */
  readonly setpriv: readonly string[];
}

/** A plan with the limits of the pod. */
export interface PlannedPod {
  readonly plan: PodPlan;
  /** Seconds between SIGTERM and SIGKILL. */
  readonly terminationGracePeriodSeconds: number;
  /** Seconds until the pod is stopped; undefined means never. */
  readonly activeDeadlineSeconds: number | undefined;
  /** The container's memory limit in bytes; undefined means none. */
  readonly memoryLimitBytes: number | undefined;
}

function choose(pod: PodManifest, wanted: string | undefined): Container {
  const names = pod.spec.containers.map(({ name }) => name);
  const chosen = pod.spec.containers.filter(({ name }) => wanted === undefined || name === wanted);
  const [container] = chosen;
  if (container !== undefined && chosen.length === 1) return container;
  throw new Error(`pod ${pod.name} has the containers ${names.join(", ")}: name one of them as "container"`);
}

function tokenOf(pod: PodManifest, objects: Objects, given: ServiceAccountFiles | undefined): typeof given {
  const account = pod.spec.serviceAccountName ?? "default";
  if (!(pod.spec.automountServiceAccountToken ?? objects.automounts(account))) return undefined;
  if (given !== undefined) return given;
  throw new Error(
    `pod ${pod.name} mounts the token of service account ${account}: give "serviceAccount", or set automountServiceAccountToken to false`,
  );
}

/**
 * Turns a manifest into what a process needs, by kubelet's rules.
 * @param image what the image gives. @default as its Dockerfile declares it
 * @throws when the manifest or what it refers to does not allow the container to be created.
 */
export function planPod(
  options: PodOptions,
  image: Image = declaredImage(options.image ?? "jobs"),
): PlannedPod {
  const pod = readManifest(options.manifest);
  const container = choose(pod, options.container);
  const objects = indexObjects(options.objects ?? [], pod.namespace);
  const identity = identityOf(container, pod.spec, image);
  const serviceAccount = tokenOf(pod, objects, options.serviceAccount);
  const env = containerEnvironment(container, {
    pod,
    image,
    objects,
    overrides: options.env ?? {},
    inject: { ...apiEnvironment(serviceAccount), ...options.inject },
  });
  const memory = container.resources?.limits?.["memory"];
  return {
    plan: {
      hostname: pod.name.slice(0, 63),
      rootReadOnly: container.securityContext?.readOnlyRootFilesystem === true,
      workingDir: container.workingDir ?? image.workingDir,
      argv: [...container.command, ...(container.args ?? [])].map((word) => expand(word, env)),
      env,
      setpriv: setprivArguments(identity),
      ...planVolumes(container, pod, {
        objects,
        hostPaths: options.hostPaths ?? {},
        serviceAccount,
        uid: identity.uid,
      }),
    },
    terminationGracePeriodSeconds: pod.spec.terminationGracePeriodSeconds ?? 30,
    activeDeadlineSeconds: pod.activeDeadlineSeconds,
    memoryLimitBytes: memory === undefined ? undefined : bytesOf(memory),
  };
}
