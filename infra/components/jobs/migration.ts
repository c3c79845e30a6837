import * as pulumi from "@pulumi/pulumi";
import type { Job } from "@pulumi/kubernetes/batch/v1/job";
import type { Service, Workload } from "../../catalog/types";
import { contentDigest, objectName } from "../../naming";
import { imageOf } from "../pod/container";
import type { Scripts } from "../pod/scripts";
import type { SecretSource } from "../pod/secret-object";
import type { Placed } from "../scope";
import { applicationParts } from "../workloads/application-parts";
import { applicationPod } from "../workloads/application-pod";
import {
  migrationVariables,
  secretEntries,
  workloadEnv,
  type DatabaseLogin,
} from "../workloads/workload-environment";
import { jobRun, type JobPodArgs } from "./job-pod";
import { runOnceJob } from "./run-once-job";

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
  /** What must be done before: the questions that cost nothing. */
  readonly dependsOn: readonly pulumi.Resource[];
}

/** Inputs of {@link MigrateJob}. */
export interface MigrateJobArgs extends Placed {
  readonly service: Pick<Service, "id" | "workloads" | "database" | "imagePullSecret" | "readinessGates">;
  /** Image by digest, by repository as the catalog names it. */
  readonly images: Readonly<Record<string, string>>;
  /** The serving database and the login that owns its objects. */
  readonly database: DatabaseLogin;
  /** Values of `external` secrets by variable name. */
  readonly externalSecrets: Readonly<Record<string, pulumi.Input<string>>>;
  readonly secretSource: SecretSource;
  readonly priorityClass: string;
  /** What keeps it from changing anything while the other environment serves. */
  readonly guard?: Scripts;
  /** What must be done before: the questions that {@link GateJob} asks. */
  readonly dependsOn: readonly pulumi.Resource[];
}

/** Longest run of a migration in seconds. */
export const MIGRATION_DEADLINE_SECONDS = 1800;

/** The workload whose image holds the migrations. @throws Error when the service writes nothing */
export function migrating({ id, workloads }: Pick<Service, "id" | "workloads">): Workload {
  const writer = workloads.find((workload) => workload.writer);
  if (writer === undefined)
    throw new Error(`catalog: ${id}: no workload writes to the database, so none has migrations to apply`);
  return writer;
}

/** Ten hex digits that change with the image that migrates and its command, and with nothing else. */
export function migrationVersion({ service, images }: Migrating): string {
  const image = imageOf(images, migrating(service).imageRepository);
  return contentDigest(JSON.stringify([image, service.database.migrateCommand]));
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
    const { namespace, pod, dependsOn } = args;
    this.job = runOnceJob(
      `${name}-${migrationVersion(args)}`,
      { ...jobRun({ ...pod, jobNameVariable: "BACKUP_LABEL" }), namespace, onChange: "nothing", dependsOn },
      this,
    );
    this.registerOutputs({});
  }
}

/**
 * The containers of the Job in their order: gates that need no schema, so that what they find changes nothing; the trial
 * of the migration, where its tool has one; the migration; gates that ask the new schema. The last one is the pod's own, those before are its init containers.
 */
function sequence({ database, readinessGates }: MigrateJobArgs["service"]) {
  const gates = (after: boolean) =>
    readinessGates.filter(({ afterMigration = false }) => afterMigration === after);
  const migrate = { name: "migrate", command: database.migrateCommand };
  const { migrationTrial } = database;
  const trial =
    "command" in migrationTrial ? [{ name: "migrate-trial", command: migrationTrial.command }] : [];
  const before = [...gates(false), ...trial, migrate, ...gates(true)];
  return { last: before.pop() ?? migrate, before };
}

/**
 * Applies pending migrations with the image of the service's first writer, as the owner of the schema (STOCK-3, TASK-3),
 * between the gates that the catalog asks of that image (MAC-10).
 *
 * A new image makes it run again, before the pods of that image: what has been applied is not applied twice.
 */
export class MigrateJob extends pulumi.ComponentResource {
  readonly job: Job;

  constructor(name: string, args: MigrateJobArgs, opts?: pulumi.ComponentResourceOptions) {
    super("lifeboat:index:MigrateJob", name, {}, opts);
    const { service, namespace } = args;
    const workload = migrating(service);
    const object = objectName(service.id, "migrate");
    const labels = {
      ...args.labels,
      "app.kubernetes.io/name": object,
      "app.kubernetes.io/component": "migrate",
      "app.kubernetes.io/part-of": service.id,
    };
    const parts = applicationParts(
      name,
      {
        object,
        namespace,
        labels,
        secrets: secretEntries(workload, args.database, args.externalSecrets),
        secretSource: args.secretSource,
        variables: migrationVariables(workload),
        workload,
      },
      this,
    );
    const size = workload.sizes.normal;
    const { before, last } = sequence(service);
    const template = applicationPod({
      ...parts,
      authority: workload.pool === undefined ? undefined : args.database.authority,
      container: last.name,
      image: imageOf(args.images, workload.imageRepository),
      command: last.command,
      before,
      guard: args.guard,
      ports: [],
      size,
      env: workloadEnv(workload, size, args.database),
      priorityClass: args.priorityClass,
      imagePullSecret: service.imagePullSecret,
      labels,
      restartPolicy: "Never",
    });
    this.job = runOnceJob(
      name,
      {
        template,
        namespace,
        deadlineSeconds: MIGRATION_DEADLINE_SECONDS,
        retries: 0,
        onChange: "runAgain",
        dependsOn: [...parts.resources, ...args.dependsOn],
      },
      this,
    );
    this.registerOutputs({});
  }
}
