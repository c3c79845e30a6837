import * as pulumi from "@pulumi/pulumi";
import { Job } from "@pulumi/kubernetes/batch/v1/job";
import type { Service, Workload } from "../../catalog/types";
import { objectName } from "../../naming";
import type { Guard } from "../workloads/application-guard";
import { applicationParts, type ApplicationParts } from "../workloads/application-parts";
import { applicationPod } from "../workloads/application-pod";
import { JOB_REPLACED_FOR } from "./job-pod";
import { lintAnnotations } from "../pod/lint-exceptions";
import type { SecretSource } from "../pod/secret-object";
import {
  migrationVariables,
  secretEntries,
  workloadEnv,
  type DatabaseLogin,
} from "../workloads/workload-environment";
import { imageOf } from "../workloads/workload-image";
import type { Placed } from "../scope";

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
  readonly guard?: Guard;
  /** What must be done before: the questions that {@link GateJob} asks. */
  readonly dependsOn: readonly pulumi.Resource[];
}

/** Longest run of a migration in seconds. */
export const MIGRATION_DEADLINE_SECONDS = 1800;

/** What Pulumi waits longer than the Job may run, so that the Job's own failure is what is told. */
const GRACE_SECONDS = 300;

/** The workload whose image holds the migrations. @throws Error when the service writes nothing */
export function migrating({ id, workloads }: Pick<Service, "id" | "workloads">): Workload {
  const writer = workloads.find((workload) => workload.writer);
  if (writer === undefined)
    throw new Error(`catalog: ${id}: no workload writes to the database, so none has migrations to apply`);
  return writer;
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
    // Without a name of its own each run gets a new one: a replacement starts before the old one is deleted.
    const metadata = {
      namespace,
      labels,
      annotations: { ...lintAnnotations(), "pulumi.com/replaceUnready": "true" },
    };
    const spec = {
      activeDeadlineSeconds: MIGRATION_DEADLINE_SECONDS,
      backoffLimit: 0,
      template: this.template(args, workload, parts, labels),
    };
    this.job = new Job(
      name,
      { metadata, spec },
      {
        parent: this,
        dependsOn: [...parts.resources, ...args.dependsOn],
        replaceOnChanges: [...JOB_REPLACED_FOR],
        customTimeouts: { create: `${MIGRATION_DEADLINE_SECONDS + GRACE_SECONDS}s` },
      },
    );
    this.registerOutputs({});
  }

  private template(
    args: MigrateJobArgs,
    workload: Workload,
    parts: ApplicationParts,
    labels: Readonly<Record<string, string>>,
  ) {
    const size = workload.sizes.normal;
    const { before, last } = sequence(args.service);
    return applicationPod({
      container: last.name,
      image: imageOf(args.images, workload),
      command: last.command,
      before,
      guard: args.guard,
      ports: [],
      size,
      env: workloadEnv(workload, size, args.database),
      serviceAccount: parts.serviceAccount,
      priorityClass: args.priorityClass,
      secret: parts.secret,
      variables: parts.variables,
      files: parts.files,
      imagePullSecret: args.service.imagePullSecret,
      labels,
      restartPolicy: "Never",
    });
  }
}
