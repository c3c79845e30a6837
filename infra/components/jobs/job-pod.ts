import type * as pulumi from "@pulumi/pulumi";
import { JOB_SIZE } from "../../capacity/pod-sizes";
import { isJob, jobNamed, type PodName } from "../../catalog/jobs";
import { authorityFiles } from "../pod/database-authority";
import { mountedConfigMap, mountedSecret } from "../pod/mounted";
import { podTemplate, type PodArgs } from "../pod/pod-template";
import { scriptContainer, type Scripts } from "../pod/scripts";
import { FILES_DIRECTORY } from "../pod/workload-files";
import { FINAL_EXIT_CODES } from "./cron-job";

/** What tells one job's pod from another's. */
export interface JobPodArgs
  extends Scripts, Pick<PodArgs, "labels" | "annotations" | "serviceAccount" | "priorityClass"> {
  readonly job: PodName;
  /** Secret with the key `password`; absent where the job talks to no database. */
  readonly databaseSecret?: pulumi.Input<string>;
  /** Secret with the key `identity.txt`; only where restores run. */
  readonly identitySecret?: pulumi.Input<string>;
  /** Secret with the key `token`; only where the CDN is purged. */
  readonly cloudflareSecret?: pulumi.Input<string>;
  /** ConfigMap of the applications' configuration files; only where they are judged. */
  readonly filesConfigMap?: string | undefined;
  /** ConfigMap of the database authority's certificates; absent where no server is checked. */
  readonly authority?: string | undefined;
  /** True where the job talks to the Kubernetes API. */
  readonly apiToken: boolean;
  /** Environment, name to value; never a secret. */
  readonly env: Readonly<Record<string, string>>;
  /** Variable that gets the Job's own name, which only the cluster knows. */
  readonly jobNameVariable?: string;
  /** Longest run in seconds before the pod is stopped. */
  readonly deadlineSeconds: number;
}

/**
 * A restore keeps the start of a dump, up to `toc_limit_bytes` of infra/jobs/database-lib.sh (64 MiB: 80,000 tables, or the
 * large objects of older dumps), its table of contents as text, and the lists that it makes of it. It is memory, which counts
 * towards the limit of the container, and not towards its ephemeral storage.
 */
const SCRATCH_MIB = 256;

/** libpq ignores a password file that its group can read, so the jobs write a 0600 file of their own from it. */
const secret = (name: string, secretName: pulumi.Input<string> | undefined) =>
  mountedSecret(name, secretName, `/var/run/secrets/lifeboat/${name}`);

/** Source of a variable with the Job's own name, which only the cluster knows. */
export const JOB_NAME = { fieldRef: { fieldPath: "metadata.labels['batch.kubernetes.io/job-name']" } };

/** What a job of infra/jobs runs, on a schedule or once. */
export function jobRun(args: JobPodArgs) {
  const { job, filesConfigMap, jobNameVariable } = args;
  const template = podTemplate({
    ...args,
    restartPolicy: "Never",
    containers: [
      scriptContainer({
        ...args,
        name: job,
        size: JOB_SIZE,
        env: { ...args.env, ...(jobNameVariable === undefined ? {} : { [jobNameVariable]: JOB_NAME }) },
        mounted: [
          filesConfigMap === undefined
            ? undefined
            : mountedConfigMap("files", filesConfigMap, FILES_DIRECTORY),
          authorityFiles(args),
          secret("database", args.databaseSecret),
          secret("age", args.identitySecret),
          secret("cloudflare", args.cloudflareSecret),
        ],
        scratchMib: SCRATCH_MIB,
      }),
    ],
  });
  const finalExitCodes = [
    ...((isJob(job) ? jobNamed(job).finalExitCodes : undefined) ?? []),
    ...FINAL_EXIT_CODES,
  ];
  return { template, deadlineSeconds: args.deadlineSeconds, finalExitCodes };
}
