import * as pulumi from "@pulumi/pulumi";
import type { Scripts } from "../pod/scripts";
import { GateJob, type GateJobArgs } from "./gate-job";
import type { JobPodArgs } from "./job-pod";
import { MigrateJob, MigrationBackup, type MigrateJobArgs } from "./migration";

/** Inputs of {@link RollOutGate}. */
export interface RollOutGateArgs extends Omit<GateJobArgs, "service"> {
  readonly service: MigrateJobArgs["service"];
  readonly guard: Scripts;
  /** Pod of the backup before a migration. */
  readonly backupPod: JobPodArgs;
  /** PriorityClass of the migration: what nothing is served before. */
  readonly priorityClass: string;
}

/**
 * What a new version has to pass before its Deployments change (MAC-10, TASK-3): the questions of the jobs' image, a backup
 * where another migration comes, then the migration between the gates of the application's own. Where one fails, what runs goes on as it is.
 *
 * Only an environment that serves has one: a passive or fenced side migrates nothing.
 */
export class RollOutGate extends pulumi.ComponentResource {
  /** Done once the new version may be rolled out. */
  readonly passed: pulumi.Resource;

  constructor(name: string, args: RollOutGateArgs, opts?: pulumi.ComponentResourceOptions) {
    super("lifeboat:index:RollOutGate", name, {}, opts);
    const { service } = args;
    const { job } = new GateJob(`${name}-check`, args, { parent: this });
    this.passed = service.workloads.some(({ writer }) => writer) ? this.migrated(name, args, job) : job;
    this.registerOutputs({});
  }

  private migrated(name: string, args: RollOutGateArgs, checked: pulumi.Resource): pulumi.Resource {
    const { service, namespace, images, externalSecrets, labels, guard, priorityClass, migrateLogin } = args;
    const { job: backup } = new MigrationBackup(
      `${name}-backup`,
      { service, namespace, images, pod: args.backupPod, dependsOn: [checked] },
      { parent: this },
    );
    return new MigrateJob(
      `${name}-migrate`,
      {
        service,
        namespace,
        images,
        database: { ...args.database, user: migrateLogin, password: args.migratePassword },
        externalSecrets,
        secretSource: args.secretSource,
        labels,
        guard,
        priorityClass,
        dependsOn: [backup],
      },
      { parent: this },
    ).job;
  }
}
