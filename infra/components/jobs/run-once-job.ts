import type * as pulumi from "@pulumi/pulumi";
import { Job } from "@pulumi/kubernetes/batch/v1/job";
import { lintAnnotations, type podTemplate } from "../pod/pod-template";
import type { Placed } from "../scope";

/** A pod that runs to its end, and for how long. */
export interface JobRun {
  readonly template: ReturnType<typeof podTemplate>;
  /** Longest run in seconds, all attempts together. */
  readonly deadlineSeconds: number;
}

/** Inputs of {@link runOnceJob}. */
export interface RunOnceJobArgs extends JobRun, Pick<Placed, "namespace"> {
  /**
   * Name of the Job.
   * @default one that the provider makes, another for each run: a replacement starts before the old one is deleted
   */
  readonly name?: string;
  /** Attempts after the first. @default 2: an update that waits knows of a failure some 40 seconds later at the most */
  readonly retries?: number;
  /** Whether an update waits for it, and fails with it. @default true */
  readonly awaited?: boolean;
  /** What a change of its pod does: `nothing`, and it stays as it ran, or `runAgain`. */
  readonly onChange: "nothing" | "runAgain";
  /** What must be done first. */
  readonly dependsOn: readonly pulumi.Resource[];
}

/** A pod that was preempted, or evicted with its node, says nothing about the job: it does not count as an attempt. */
export const DISRUPTED = {
  action: "Ignore",
  onPodConditions: [{ type: "DisruptionTarget", status: "True" }],
};

/** Seconds that Pulumi waits beyond the Job's deadline, so that it reports the Job's own failure. */
const GRACE_SECONDS = 300;

/**
 * What the API forbids to change of a Job beside what the provider replaces it for: a Job whose spec may change is another
 * one for these too.
 */
const REPLACED_FOR = [
  "spec.backoffLimitPerIndex",
  "spec.completionMode",
  "spec.managedBy",
  "spec.podFailurePolicy",
  "spec.successPolicy",
];

/**
 * Declares a Job that runs once when it is created, and is replaced if it failed.
 *
 * No exit code fails it at once: Pulumi's provider sees a Job as failed only by its backoff limit or deadline, and
 * would wait until its own timeout for any other reason (docs/decisions/027).
 */
export function runOnceJob(logicalName: string, args: RunOnceJobArgs, parent: pulumi.Resource): Job {
  const { template, deadlineSeconds, retries = 2, awaited = true, onChange } = args;
  return new Job(
    logicalName,
    {
      metadata: {
        ...(args.name === undefined ? {} : { name: args.name }),
        namespace: args.namespace,
        labels: template.metadata.labels,
        annotations: {
          ...lintAnnotations(),
          [awaited ? "pulumi.com/replaceUnready" : "pulumi.com/skipAwait"]: "true",
        },
      },
      // No ttlSecondsAfterFinished: one that the cluster removes would be made, and run, again after a refresh.
      spec: {
        activeDeadlineSeconds: deadlineSeconds,
        backoffLimit: retries,
        podFailurePolicy: retries === 0 ? undefined : { rules: [DISRUPTED] },
        template,
      },
    },
    {
      parent,
      dependsOn: [...args.dependsOn],
      ...(onChange === "nothing"
        ? { ignoreChanges: ["spec", "metadata.labels"] }
        : { replaceOnChanges: REPLACED_FOR }),
      // The provider alone would wait for ten minutes.
      ...(awaited ? { customTimeouts: { create: `${deadlineSeconds + GRACE_SECONDS}s` } } : {}),
    },
  );
}
