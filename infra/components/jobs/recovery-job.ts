import * as pulumi from "@pulumi/pulumi";
import type { Job } from "@pulumi/kubernetes/batch/v1/job";
import type { Placed } from "../scope";
import { jobRun, type JobPodArgs } from "./job-pod";
import { runOnceJob } from "./run-once-job";

/** Inputs of {@link RecoveryJob}. */
export interface RecoveryJobArgs extends Pick<Placed, "namespace"> {
  readonly pod: JobPodArgs;
  /** What must be done first. */
  readonly dependsOn: readonly pulumi.Resource[];
}

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
    const { pod, ...rest } = args;
    this.job = runOnceJob(`${name}-job`, { ...rest, ...jobRun(pod), onChange: "nothing" }, this);
    this.jobName = this.job.metadata.name;
    this.registerOutputs({});
  }
}
