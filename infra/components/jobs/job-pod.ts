import type * as pulumi from "@pulumi/pulumi";
import { JOB_SIZE } from "../../capacity/pod-sizes";
import type { PodName } from "../../catalog/types";
import type { PriorityName } from "../../catalog/priorities";
import { containerResources, LOG_DISK } from "../pod/container-resources";
import {
  AWAITED_FAILURE_POLICY,
  failurePolicy,
  FINAL_EXIT_CODES,
  scheduled,
  type CronArgs,
} from "./cron-job";
import { FAILURE_MESSAGE, podSecurity } from "../pod/pod-security";
import { FILES_DIRECTORY } from "../pod/workload-files";
import type { Placed } from "../scope";

/** A volume of a job's pod and where it is mounted. */
interface Mounted {
  readonly volume: {
    readonly name: string;
    readonly configMap?: { readonly name: string; readonly defaultMode: number };
    readonly secret?: { readonly secretName: pulumi.Input<string>; readonly defaultMode: number };
    readonly emptyDir?: { readonly medium: string; readonly sizeLimit: string };
  };
  readonly mountPath: string;
  readonly readOnly: boolean;
}

/** What tells one job's pod from another's. */
export interface JobPodArgs extends Pick<Placed, "labels"> {
  readonly job: PodName;
  /** Image by digest: Debian with the PostgreSQL client, age, zstd, jq, boto3 (infra/jobs/Dockerfile). */
  readonly image: string;
  readonly serviceAccount: string;
  readonly priorityClass: string;
  readonly scriptsConfigMap: string;
  readonly settingsConfigMap: string;
  /** Secret with the key `password`; absent where the job talks to no database. */
  readonly databaseSecret?: pulumi.Input<string>;
  /** Secret with the key `identity.txt`; only where restores run. */
  readonly identitySecret?: pulumi.Input<string>;
  /** Secret with the key `token`; only where the CDN is purged. */
  readonly cloudflareSecret?: pulumi.Input<string>;
  /** ConfigMap of the applications' configuration files; only where they are judged. */
  readonly filesConfigMap?: string;
  /** True where the job reads the Kubernetes API. */
  readonly apiToken: boolean;
  /** Environment, name to value; never a secret. */
  readonly env: Readonly<Record<string, string>>;
  /** Variable that gets the Job's own name, which only the cluster knows. */
  readonly jobNameVariable?: string;
  /** Longest run in seconds before the pod is stopped. */
  readonly deadlineSeconds: number;
  /** Annotations of the pod. @default none */
  readonly annotations?: Readonly<Record<string, pulumi.Input<string>>>;
}

/** Unprivileged user, group and volume group of the image (KYB-3: an account with no shell). */
export const JOB_UID = 10001;

/** Who goes first in a full cluster: what recovers, then what is promised by the hour, last what a later run makes up for. */
export const JOB_PRIORITY: Readonly<Record<PodName, PriorityName>> = {
  restore: "recovery",
  "fence-check": "recovery",
  fence: "recovery",
  gate: "recovery",
  "migration-backup": "recovery",
  smoke: "recovery",
  backup: "backup",
  "config-backup": "backup",
  purge: "backup",
  verify: "periodic",
  drill: "periodic",
};

/** Scripts: read and run by the job's group, by nobody else (KYB-3 asks for 0750 at most). */
const SCRIPT_MODE = 0o550;
/** Settings: read by the job's group (KYB-3 asks for 0640 at most). */
const SETTINGS_MODE = 0o440;
/**
 * Secrets: the volume group widens this to 0440. libpq ignores a password file that its group can read, so the jobs
 * write a 0600 file of their own from it.
 */
const SECRET_MODE = 0o400;

/**
 * A drill that missed an objective (KYB-8) must not run again: the next try might meet it, count as the month's success
 * and hide what was measured.
 */
const finalExitCodes = (job: PodName): readonly number[] =>
  job === "drill" ? [1, ...FINAL_EXIT_CODES] : FINAL_EXIT_CODES;

const configMap = (name: string, configMapName: string, mountPath: string, defaultMode: number): Mounted => ({
  volume: { name, configMap: { name: configMapName, defaultMode } },
  mountPath,
  readOnly: true,
});

const secret = (name: string, secretName: pulumi.Input<string>): Mounted => ({
  volume: { name, secret: { secretName, defaultMode: SECRET_MODE } },
  mountPath: `/var/run/secrets/lifeboat/${name}`,
  readOnly: true,
});

/** In memory, so that nothing of a dump or a password ever reaches a node's disk. */
const scratch: Mounted = {
  volume: { name: "work", emptyDir: { medium: "Memory", sizeLimit: "64Mi" } },
  mountPath: "/work",
  readOnly: false,
};

function mounts(args: JobPodArgs): readonly Mounted[] {
  return [
    configMap("scripts", args.scriptsConfigMap, "/opt/lifeboat", SCRIPT_MODE),
    configMap("settings", args.settingsConfigMap, "/etc/lifeboat", SETTINGS_MODE),
    ...(args.filesConfigMap === undefined
      ? []
      : [configMap("files", args.filesConfigMap, FILES_DIRECTORY, SETTINGS_MODE)]),
    ...(args.databaseSecret === undefined ? [] : [secret("database", args.databaseSecret)]),
    ...(args.identitySecret === undefined ? [] : [secret("age", args.identitySecret)]),
    ...(args.cloudflareSecret === undefined ? [] : [secret("cloudflare", args.cloudflareSecret)]),
    scratch,
  ];
}

const jobName = (variable: string) => ({
  name: variable,
  valueFrom: { fieldRef: { fieldPath: "metadata.labels['batch.kubernetes.io/job-name']" } },
});

/**
 * What the API forbids to change of a Job beside what the provider replaces it for: a Job whose spec may change is another
 * one for these too.
 */
export const JOB_REPLACED_FOR: readonly string[] = [
  "spec.backoffLimitPerIndex",
  "spec.completionMode",
  "spec.managedBy",
  "spec.podFailurePolicy",
  "spec.successPolicy",
];

/**
 * Job spec of one run: a pod that satisfies Pod Security `restricted`, with a read-only root.
 *
 * Two retries: an update that waits for it knows of its failure some 40 seconds later at the most.
 */
export function jobSpec(args: JobPodArgs) {
  const mounted = mounts(args);
  const env = {
    HOME: "/work",
    TMPDIR: "/work",
    LIFEBOAT_JOB: args.job,
    LIFEBOAT_SETTINGS: "/etc/lifeboat/settings.json",
    ...args.env,
  };
  return {
    activeDeadlineSeconds: args.deadlineSeconds,
    backoffLimit: 2,
    podFailurePolicy: AWAITED_FAILURE_POLICY,
    template: {
      metadata: {
        labels: { ...args.labels },
        ...(args.annotations === undefined ? {} : { annotations: { ...args.annotations } }),
      },
      spec: {
        restartPolicy: "Never",
        serviceAccountName: args.serviceAccount,
        priorityClassName: args.priorityClass,
        automountServiceAccountToken: args.apiToken,
        enableServiceLinks: false,
        terminationGracePeriodSeconds: 30,
        securityContext: podSecurity(JOB_UID),
        containers: [
          {
            name: args.job,
            image: args.image,
            imagePullPolicy: "IfNotPresent",
            terminationMessagePolicy: FAILURE_MESSAGE,
            command: [`/opt/lifeboat/${args.job}.sh`],
            args: [],
            env: [
              ...Object.entries(env).map(([name, value]) => ({ name, value })),
              ...(args.jobNameVariable === undefined ? [] : [jobName(args.jobNameVariable)]),
            ],
            resources: containerResources(JOB_SIZE, LOG_DISK),
            securityContext: {
              allowPrivilegeEscalation: false,
              readOnlyRootFilesystem: true,
              capabilities: { drop: ["ALL"] },
            },
            volumeMounts: mounted.map(({ volume, mountPath, readOnly }) => ({
              name: volume.name,
              mountPath,
              readOnly,
            })),
          },
        ],
        volumes: mounted.map(({ volume }) => volume),
      },
    },
  };
}

/** CronJob spec around the job of a pod, which is not retried for an exit code that says a retry is of no use. */
export function cronJobSpec(cron: CronArgs, pod: JobPodArgs) {
  const podFailurePolicy = failurePolicy(pod.job, finalExitCodes(pod.job));
  return scheduled(cron, { labels: pod.labels, spec: { ...jobSpec(pod), podFailurePolicy } });
}
