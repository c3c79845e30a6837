import type * as pulumi from "@pulumi/pulumi";
import { archiveJobs, type ArchiveJob } from "../../catalog/archive-jobs";
import type { Archive } from "../../catalog/types";
import { cronJobName } from "../../naming";
import { places } from "../../postgresql/places";
import { cronJob, FINAL_EXIT_CODES } from "../jobs/cron-job";
import { scratch, type Mounted } from "../pod/mounted";
import type { PodArgs } from "../pod/pod-template";
import type { Placed } from "../scope";
import { serverJobPod, type ServerFiles } from "./server-pod";

/** Inputs of {@link archiveRun}. */
export interface ArchiveRunArgs extends Pick<
  PodArgs,
  "labels" | "annotations" | "serviceAccount" | "priorityClass" | "imagePullSecrets"
> {
  readonly job: Pick<ArchiveJob, "name" | "script" | "type" | "restores" | "finalExitCodes">;
  /** Image by digest: the server's own, for pgBackRest answers its own version alone. */
  readonly image: string;
  readonly files: ServerFiles;
  /** What the scripts read, by name; no secret. */
  readonly env: Readonly<Record<string, string>>;
  /** Size of the volume of a job that restores. */
  readonly diskGib: number;
  /** Longest run in seconds. */
  readonly deadlineSeconds: number;
}

/** What the operator who starts a restore changes. */
const RESTORE_DEFAULTS = { RESTORE_TO: "", RESTORE_REPOSITORY: "", RESTORE_HOLD_MINUTES: "0" };

/** A volume that comes and goes with the pod, and the socket of the server on it. */
const ownDisk = (gib: number): readonly Mounted[] => [
  {
    name: "data",
    source: {
      ephemeral: {
        volumeClaimTemplate: {
          spec: {
            accessModes: ["ReadWriteOnce"],
            resources: { requests: { storage: `${gib}Gi` } },
          },
        },
      },
    },
    mountPath: places.volume,
    readOnly: false,
  },
  scratch("socket", places.socket, 1),
];

/** What a job of a server that archives runs. */
export function archiveRun({ job, env, diskGib, deadlineSeconds, ...args }: ArchiveRunArgs) {
  return {
    template: serverJobPod({
      ...args,
      name: job.name,
      script: `${job.script}.sh`,
      env: {
        ...env,
        LIFEBOAT_JOB: job.name,
        ...(job.restores === true ? RESTORE_DEFAULTS : {}),
        ...(job.type === undefined ? {} : { LIFEBOAT_BACKUP_TYPE: job.type }),
      },
      restores: job.restores === true,
      mounted: job.restores === true ? ownDisk(diskGib) : [],
    }),
    deadlineSeconds,
    finalExitCodes: [...(job.finalExitCodes ?? []), ...FINAL_EXIT_CODES],
  };
}

/** Seconds within which a run that could not start in time may still begin. */
const START_WITHIN_SECONDS = 3600;

/** Inputs of {@link archiveCronJobs}. */
export interface ArchiveCronJobsArgs extends Omit<ArchiveRunArgs, "job" | "labels">, Placed {
  /** Service id. */
  readonly service: string;
  /** ConfigMap of the server's own configuration, which says to a restore where the server's files lie. */
  readonly serverConfiguration: string;
  /** Its schedules. */
  readonly archive: Archive;
  /** Whether they run. */
  readonly scheduled: boolean;
  /** What must be there first. */
  readonly dependsOn: readonly pulumi.Resource[];
}

/** The CronJobs of a server's physical backups, their verification and their restore. */
export function archiveCronJobs(
  logicalName: string,
  { service, namespace, serverConfiguration, archive, scheduled, dependsOn, ...args }: ArchiveCronJobsArgs,
  parent: pulumi.Resource,
): void {
  for (const job of archiveJobs) {
    const restores = job.restores === true;
    cronJob(
      `${logicalName}-${job.name}`,
      {
        ...archiveRun({
          ...args,
          job,
          labels: { ...args.labels, "app.kubernetes.io/component": job.name },
          files: restores ? { ...args.files, configuration: serverConfiguration } : args.files,
          // What is restored is replayed and read again, every page and index.
          deadlineSeconds: args.deadlineSeconds * (restores ? 3 : 1),
        }),
        // A volume of a job's own stays as long as its pod.
        ...(restores ? { keepSeconds: 3600 } : {}),
        name: cronJobName(service, job.name),
        namespace,
        schedule: archive[job.schedule],
        timeZone: "Etc/UTC",
        suspend: !scheduled,
        startingDeadlineSeconds: START_WITHIN_SECONDS,
        dependsOn,
      },
      parent,
    );
  }
}
