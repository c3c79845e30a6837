import type * as pulumi from "@pulumi/pulumi";
import { stepDeadlines } from "../../capacity/job-plan";
import type { StepName } from "../../catalog/jobs";
import type { Service } from "../../catalog/types";
import type { Settings } from "../../config";
import type { ServerStepName } from "../../postgresql/steps";
import type { JobRuntime } from "../jobs/job-runtime";
import { RecoveryJob } from "../jobs/recovery-job";
import type { ServiceJobs } from "../jobs/service-jobs";
import type { Placed } from "../scope";
import type { DatabaseServer } from "../server/database-server";
import { ServerStep } from "../server/server-step";

/** What the steps of a posture change are declared from. */
export interface PostureStepsArgs extends Placed {
  readonly service: Service;
  readonly config: Pick<Settings, "activation" | "capacityHorizon">;
  readonly jobs: ServiceJobs;
  readonly steps: Readonly<Record<StepName, JobRuntime>>;
}

/** Declares the steps of a posture change as Jobs, each once what it depends on is there. */
export class PostureSteps {
  constructor(
    private readonly logicalName: string,
    private readonly args: PostureStepsArgs,
    private readonly parent: pulumi.Resource,
  ) {}

  /** A step of the jobs' image. @param jobNameVariable variable of its environment that has the Job's name */
  step(
    step: StepName,
    dependsOn: readonly pulumi.Resource[],
    env: Readonly<Record<string, string>> = {},
    jobNameVariable?: string,
  ): RecoveryJob {
    const { namespace, jobs, steps } = this.args;
    const pod = jobs.pod(step, steps[step], this.deadlineOf(step), env);
    const labels = { ...pod.labels, ...this.stepLabels() };
    return new RecoveryJob(
      `${this.logicalName}-${step}`,
      {
        namespace,
        pod: { ...pod, labels, ...(jobNameVariable === undefined ? {} : { jobNameVariable }) },
        dependsOn,
      },
      { parent: this.parent },
    );
  }

  /** Labels of every step's pod. */
  private stepLabels(): Readonly<Record<string, string>> {
    const { labels, config } = this.args;
    return {
      ...labels,
      ...(config.activation === undefined ? {} : { "lifeboat/activation": config.activation }),
    };
  }

  /** What the database server does itself. */
  serverStep(
    step: ServerStepName,
    replica: DatabaseServer["steps"],
    dependsOn: readonly pulumi.Resource[],
    env: Readonly<Record<string, string>> = {},
  ): ServerStep {
    return new ServerStep(
      `${this.logicalName}-${step}`,
      { ...replica, step, labels: this.stepLabels(), env, dependsOn },
      { parent: this.parent },
    );
  }

  /** Longest run of a step, in seconds. */
  deadlineOf(step: StepName): number {
    const { service, config } = this.args;
    const sizeGib = service.capacity.databaseStorageGib[config.capacityHorizon];
    return stepDeadlines(service.backup, sizeGib)[step];
  }
}
