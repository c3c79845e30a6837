import * as pulumi from "@pulumi/pulumi";
import { Job } from "@pulumi/kubernetes/batch/v1/job";
import { jobSpec, type JobPodArgs } from "./job-pod";
import { lintAnnotations } from "../pod/lint-exceptions";
import type { Placed } from "../scope";

/** Inputs of {@link RecoveryJob}. */
export interface RecoveryJobArgs extends Pick<Placed, "namespace"> {
  readonly pod: JobPodArgs;
  /** What has to be done before. */
  readonly dependsOn: readonly pulumi.Resource[];
}

/** Seconds that Pulumi waits longer than the Job may run. */
const GRACE_SECONDS = 300;

/**
 * A job that is one step of a posture change: it runs once, when the posture comes, and its success is what the next
 * step waits for. It stays as it ran until the posture goes: a newer image must not restore again over what is served.
 */
export class RecoveryJob extends pulumi.ComponentResource {
  /** Name of the Job, made at its creation: another one each time. */
  readonly jobName: pulumi.Output<string>;
  readonly job: Job;

  constructor(name: string, args: RecoveryJobArgs, opts?: pulumi.ComponentResourceOptions) {
    super("lifeboat:index:RecoveryJob", name, {}, opts);
    this.job = new Job(
      `${name}-job`,
      {
        metadata: {
          namespace: args.namespace,
          labels: args.pod.labels,
          annotations: { ...lintAnnotations(), "pulumi.com/replaceUnready": "true" },
        },
        // No ttlSecondsAfterFinished: one that the cluster removes would be made, and run, again after a refresh.
        spec: jobSpec(args.pod),
      },
      {
        parent: this,
        dependsOn: [...args.dependsOn],
        ignoreChanges: ["spec", "metadata.labels"],
        // The provider alone would wait for ten minutes; the Job's own failure is what is to be told.
        customTimeouts: { create: `${args.pod.deadlineSeconds + GRACE_SECONDS}s` },
      },
    );
    this.jobName = this.job.metadata.name;
    this.registerOutputs({});
  }
}
