import { createHash } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";
import { Job } from "@pulumi/kubernetes/batch/v1/job";
import type { Service } from "../../catalog/types";
import { jobSpec, type JobPodArgs } from "./job-pod";
import { lintAnnotations } from "../pod/lint-exceptions";
import { migrating } from "./migrate-job";
import { imageOf } from "../workloads/workload-image";
import type { Placed } from "../scope";

/** What migrates: the image that holds the migrations, and its command. */
export interface Migrating {
  readonly service: Pick<Service, "id" | "workloads" | "database">;
  /** Image by digest, by repository as the catalog names it. */
  readonly images: Readonly<Record<string, string>>;
}

/** Inputs of {@link MigrationBackup}. */
export interface MigrationBackupArgs extends Migrating, Pick<Placed, "namespace"> {
  /** Pod of the script. */
  readonly pod: JobPodArgs;
  /** What has to be done before: the questions that cost nothing. */
  readonly dependsOn: readonly pulumi.Resource[];
}

/** Seconds that Pulumi waits longer than the Job may run. */
const GRACE_SECONDS = 300;

/** Ten hex digits that change with the image that migrates and its command, and with nothing else. */
export function migrationVersion({ service, images }: Migrating): string {
  const parts = [imageOf(images, migrating(service)), service.database.migrateCommand];
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 10);
}

/**
 * A backup before a migration (TASK-3): a Job that runs once for each version of what migrates. The label of its backup is
 * the Job's own name.
 *
 * The version is in the logical name: a newer script, or another image of the jobs, is no reason for a backup.
 */
export class MigrationBackup extends pulumi.ComponentResource {
  readonly job: Job;

  constructor(name: string, args: MigrationBackupArgs, opts?: pulumi.ComponentResourceOptions) {
    super("lifeboat:index:MigrationBackup", name, {}, opts);
    const { namespace, pod } = args;
    this.job = new Job(
      `${name}-${migrationVersion(args)}`,
      {
        metadata: {
          namespace,
          labels: pod.labels,
          annotations: { ...lintAnnotations(), "pulumi.com/replaceUnready": "true" },
        },
        // No ttlSecondsAfterFinished: one that the cluster removes would be made, and run, again after a refresh.
        spec: jobSpec({ ...pod, jobNameVariable: "BACKUP_LABEL" }),
      },
      {
        parent: this,
        dependsOn: [...args.dependsOn],
        ignoreChanges: ["spec", "metadata.labels"],
        customTimeouts: { create: `${pod.deadlineSeconds + GRACE_SECONDS}s` },
      },
    );
    this.registerOutputs({});
  }
}
