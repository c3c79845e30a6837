import * as pulumi from "@pulumi/pulumi";
import type { Job } from "@pulumi/kubernetes/batch/v1/job";
import { serverStepSeconds } from "../../capacity/job-plan";
import { serverSteps, type ServerStepName } from "../../postgresql/steps";
import { JOB_NAME } from "../jobs/job-pod";
import { runOnceJob } from "../jobs/run-once-job";
import type { PodArgs } from "../pod/pod-template";
import type { Placed } from "../scope";
import { serverEnv, serverJobPod, type ServerFiles } from "./server-pod";

/** Inputs of {@link ServerStep}. */
export interface ServerStepArgs
  extends Placed, Pick<PodArgs, "serviceAccount" | "priorityClass" | "imagePullSecrets"> {
  readonly step: ServerStepName;
  /** The server's own image, by digest. */
  readonly image: string;
  readonly files: ServerFiles;
  /** Name of the server's Service. */
  readonly host: string;
  /** Name of the database in the repositories. */
  readonly stanza: string;
  /** Service id. */
  readonly service: string;
  /** What the script reads beside; no secret. */
  readonly env: Readonly<Record<string, string>>;
  /** The server, and what its pods mount. */
  readonly ready: readonly pulumi.Resource[];
  /** What must be done first. */
  readonly dependsOn: readonly pulumi.Resource[];
}

/**
 * A Job that asks a database server to take a step of a posture change, and waits until it has. It runs once, when the posture
 * comes.
 */
export class ServerStep extends pulumi.ComponentResource {
  readonly job: Job;
  /** Name of the Job, made at its creation: another one each time. A fence is known by it. */
  readonly jobName: pulumi.Output<string>;

  constructor(name: string, args: ServerStepArgs, opts?: pulumi.ComponentResourceOptions) {
    super("lifeboat:index:ServerStep", name, {}, opts);
    const { step, namespace, dependsOn, ready, host, stanza, service, labels, ...pod } = args;
    const template = serverJobPod({
      ...pod,
      name: step,
      script: serverSteps[step],
      labels: { ...labels, "app.kubernetes.io/component": step },
      env: {
        ...serverEnv(stanza, service),
        LIFEBOAT_JOB: step,
        LIFEBOAT_SERVER_HOST: host,
        ...(step === "server-fence" ? { FENCE_LABEL: JOB_NAME } : {}),
        ...args.env,
      },
    });
    this.job = runOnceJob(
      `${name}-job`,
      {
        template,
        namespace,
        deadlineSeconds: serverStepSeconds,
        onChange: "nothing",
        dependsOn: [...ready, ...dependsOn],
      },
      this,
    );
    this.jobName = this.job.metadata.name;
    this.registerOutputs({});
  }
}
